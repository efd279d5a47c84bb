import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { browserDashboard, type BrowserDashboard } from "../support/browserDashboard.js";
import { asOnPhone, openPage, violationsInBothThemes, widthOf } from "../support/browserPage.js";
import { longTimeout } from "../support/longTimeout.js";

const panels = [
  /^Waveform/,
  /^Mel spectrogram/,
  /^MFCC/,
  /^Chroma/,
  /^Tonnetz/,
  /^Zero-crossing/,
  /^Spectral centroid/,
  /^Pitch/,
  /^Energy/,
];

describe.skipIf(withoutChromium !== "")(`the page of a recording in a browser${withoutChromium}`, () => {
  let setting: BrowserDashboard;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    setting = await browserDashboard();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await setting.close();
  });
  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, { baseURL: setting.dashboard.url }));
    await page.goto("/recording");
    await page.locator("#picture svg").waitFor();
  });
  afterEach(async () => page.close());

  const name = async (): Promise<string> => (await page.locator("#name").textContent())!;
  const cursorAt = async (): Promise<string | null> => page.locator("#picture .cursor").getAttribute("transform");
  const timeOf = async (): Promise<number> => page.evaluate<number>("document.querySelector('#player').currentTime");

  test("it draws a recording in nine panels, each with a text alternative", async () => {
    for (const panel of panels) expect(await page.getByRole("img", { name: panel }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("the kernels compute the drawn values", async () => {
    const loaded = await page.evaluate<string[]>("performance.getEntriesByType('resource').map(({ name }) => name)");
    expect(loaded.filter((address) => address.endsWith("/dsp.wasm"))).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  test("a random recording has the chosen emotion and gender", async () => {
    await page.getByRole("combobox", { name: "Emotion" }).selectOption("surprised");
    await page.getByRole("combobox", { name: "Gender" }).selectOption("woman");
    const met = new Set<string>();
    await vi.waitFor(async () => expect(await name()).toMatch(/woman · surprised/), longTimeout);
    await page
      .locator("#pages [data-which]")
      .getByText(/^1 to (\d+) of \1$/)
      .waitFor();
    for (let i = 0; i < 12; i++) {
      await Promise.all([
        page.waitForResponse(/\/recordings\?/),
        page.getByRole("button", { name: "Random recording" }).press("Enter"),
      ]);
      met.add(await name());
    }
    // Field 3 of a name is the emotion, the last the actor: women have even numbers.
    for (const key of met) expect(key).toMatch(/03-01-08-\d\d-\d\d-\d\d-\d[02468]\.wav$/);
    expect(met.size).toBeGreaterThan(1);
  });

  test("a recording can be chosen by name, and its URL opens it again", async () => {
    const choice = page.getByRole("combobox", { name: "Recording" });
    const [key] = await choice.selectOption({ index: 17 });
    await page.getByRole("heading", { name: key! }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: key! }).waitFor();
    await page.locator("#picture svg").waitFor();
  });

  test("a recording is described by speaker, emotion, intensity and sentence, with an out-of-fold prediction", async () => {
    await page.goto("/recording/first?key=Actor_02%2F03-01-03-02-01-01-02.wav");
    const heading = "Actor 02, woman · happy · strong · “Kids are talking by the door” · take 1";
    await page.getByRole("heading", { name: heading }).waitFor();
    await page.getByText("a model that was not trained on this speaker predicts").waitFor();
    expect(await page.locator("#out-of-fold b").textContent()).toMatch(/^(calm|happy|sad|surprised)$/);
    expect(complaints).toEqual([]);
  });

  test("the browser's Back button returns to the previous recording", async () => {
    const choice = page.getByRole("combobox", { name: "Recording" });
    const [first] = await choice.selectOption({ index: 3 });
    await page.getByRole("heading", { name: first! }).waitFor();
    const [second] = await choice.selectOption({ index: 5 });
    await page.getByRole("heading", { name: second! }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: first! }).waitFor();
  });

  test("the shown recording can be predicted, as a whole and over time", async () => {
    await page.getByRole("button", { name: "Predict this" }).click();
    await page.getByText("so this prediction does not test them").waitFor();
    await page.getByRole("heading", { name: "Top features" }).waitFor();
    await page.getByRole("combobox", { name: "in windows of" }).selectOption("1");
    await page.getByRole("button", { name: "Emotion over time" }).click();
    await page.getByRole("img", { name: /^Emotion over time: (calm|happy|sad|surprised) \d/ }).waitFor();
    expect(await page.getByRole("link", { name: "WebVTT" }).getAttribute("href")).toMatch(/\?format=vtt$/);
    expect(await violationsInBothThemes(page)).toEqual([]);
    await asOnPhone(page);
    expect(await widthOf(page)).toBeLessThanOrEqual(390);
    expect(complaints).toEqual([]);
  });

  test("a line moves with the sound", async () => {
    const before = await cursorAt();
    await page.evaluate("document.querySelector('#player').play()");
    await vi.waitFor(async () => expect(await cursorAt()).not.toBe(before), longTimeout);
    expect(complaints).toEqual([]);
  });

  test("a click in the picture jumps to that moment, and so do the keys", async () => {
    const { width } = (await page.locator("#picture svg").boundingBox())!;
    await page.locator("#picture svg").click({ position: { x: width / 2, y: 200 } });
    await vi.waitFor(async () => expect(await timeOf()).toBeGreaterThan(0.1), longTimeout);
    const clicked = await timeOf();
    await page.getByRole("slider", { name: "Position" }).press("Home");
    await vi.waitFor(async () => expect(await timeOf()).toBe(0), longTimeout);
    await page.getByRole("slider", { name: "Position" }).press("End");
    await vi.waitFor(async () => expect(await timeOf()).toBeGreaterThan(clicked), longTimeout);
  });

  test("a missing recording is reported", async () => {
    await page.goto("/recording/first?key=Actor_01%2F03-01-01-01-01-01-99.wav");
    await page.getByText(/no recording of run first/).waitFor();
  });

  test("axe finds nothing wrong, in either theme", async () => {
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  test("it fits a phone: nothing is wider than the screen", async () => {
    await asOnPhone(page);
    await vi.waitFor(async () => {
      expect(Number(await page.locator("#picture svg").getAttribute("width"))).toBeLessThan(390);
    }, longTimeout);
    expect(await widthOf(page)).toBeLessThanOrEqual(390);
  });
});

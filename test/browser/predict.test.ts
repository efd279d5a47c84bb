import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accessibilityViolations, startBrowser, withoutChromium } from "../support/browser.js";
import { browserDashboard, type BrowserDashboard } from "../support/browserDashboard.js";
import { syntheticVoiceWav } from "../support/syntheticVoice.js";

describe.skipIf(withoutChromium !== "")(`the page that predicts in a browser${withoutChromium}`, () => {
  let setting: BrowserDashboard;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    setting = await browserDashboard();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await setting.close();
  });
  beforeEach(async () => {
    complaints = [];
    page = await browser.newPage({ baseURL: setting.dashboard.url, permissions: ["microphone"] });
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto("/predict");
  });
  afterEach(async () => page.close());

  const voice = (): { name: string; mimeType: string; buffer: Buffer } => {
    return { name: "voice.wav", mimeType: "audio/wav", buffer: Buffer.from(syntheticVoiceWav()) };
  };

  test("a file's probabilities are shown as bars, with the features that spoke for the answer", async () => {
    await page.getByLabel("A recording").setInputFiles(voice());
    await page.getByRole("button", { name: "Listen to the file" }).click();
    await page.getByRole("heading", { name: "What spoke for it" }).waitFor();
    for (const emotion of ["calm", "happy", "sad", "surprised"])
      expect(await page.getByRole("img", { name: new RegExp(`^${emotion}: \\d+`) }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("what the microphone hears is predicted", async () => {
    await page.getByRole("button", { name: "Record with the microphone" }).click();
    await page.getByText("Recording: speak a sentence.").waitFor();
    await page.waitForTimeout(1_500); // the length of the recording
    await page.getByRole("button", { name: "Stop and listen to it" }).click();
    await page.getByRole("img", { name: /^happy: \d+/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("a file that is no sound is refused with the reason", async () => {
    await page
      .getByLabel("A recording")
      .setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("no sound at all") });
    await page.getByRole("button", { name: "Listen to the file" }).click();
    await page.getByRole("alert").filter({ hasText: "not a WAVE file" }).waitFor();
  });

  test("axe finds nothing wrong before and after an answer, in either theme", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto("/predict");
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.getByLabel("A recording").setInputFiles(voice());
      await page.getByRole("button", { name: "Listen to the file" }).click();
      await page.getByRole("heading", { name: "What spoke for it" }).waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
    }
  });

  test("it fits a phone: nothing is wider than the screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  });
});

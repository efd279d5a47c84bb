import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { encodeWav } from "../../src/synth/encodeWav.js";
import { accessibilityViolations, startBrowser, withoutChromium } from "../support/browser.js";
import { browserDashboard, type BrowserDashboard } from "../support/browserDashboard.js";
import { asOnPhone, openPage, violationsInBothThemes, widthOf } from "../support/browserPage.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { syntheticVoiceWav } from "../support/syntheticVoice.js";
import { longTimeout } from "../support/longTimeout.js";

/** Names of empty recordings: enough for two pages. */
const largeFolder = Array.from({ length: 24 }, (_, i) => String(i + 1).padStart(2, "0")).flatMap((actor) =>
  ["01-01-01", "01-01-02", "01-02-01", "01-02-02", "02-01-01"].map((take) => `03-01-02-${take}-${actor}.wav`),
);

describe.skipIf(withoutChromium !== "")(`the prediction page in a browser${withoutChromium}`, () => {
  let setting: BrowserDashboard;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    setting = await browserDashboard();
    await mkdir(join(setting.source, "large"));
    await Promise.all(largeFolder.map(async (name) => writeFile(join(setting.source, "large", name), "")));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await setting.close();
  });
  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, { baseURL: setting.dashboard.url, permissions: ["microphone"] }));
    await page.goto("/predict");
  });
  afterEach(async () => page.close());

  const voice = (): { name: string; mimeType: string; buffer: Buffer } => {
    return { name: "voice.wav", mimeType: "audio/wav", buffer: Buffer.from(syntheticVoiceWav()) };
  };

  test("a file's probabilities are shown as bars, with the top features for the prediction", async () => {
    await page.getByLabel("A recording").setInputFiles(voice());
    await page.getByRole("button", { name: "Predict" }).click();
    await page.getByRole("heading", { name: "Top features" }).waitFor();
    for (const emotion of ["calm", "happy", "sad", "surprised"])
      expect(await page.getByRole("img", { name: new RegExp(`^${emotion}: \\d+`) }).count()).toBe(1);
    await page.getByText("One of calm, happy, sad and surprised; the model knows no others.").waitFor();
    expect(await page.getByText("was in the training data").count()).toBe(0);
    expect(await page.getByText("No worker is running").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("models of a deleted run still predict, and the browser's console stays empty", async () => {
    await setting.services.models.save(sampleModelFiles({ run: "outlived" }));
    await page.reload();
    await page.getByRole("combobox", { name: "Models" }).selectOption("outlived");
    await page.getByLabel("A recording").setInputFiles(voice());
    await page.getByRole("button", { name: "Predict" }).click();
    await page.getByText(/Model outlived-/).waitFor();
    await page.goto("/models");
    await page.getByRole("heading", { name: "outlived run deleted" }).waitFor();
    expect(await page.getByRole("link", { name: "outlived" }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("speech is predicted in the browser during recording, with its level and length", async () => {
    await page.getByLabel("predict while I speak").check();
    await page.getByRole("button", { name: "Record with the microphone" }).click();
    // Chromium's fake microphone beeps: usually no speech, and an emotion if beeps are taken for speech.
    await page
      .locator("#live-answer", { hasText: /^(no speech detected|(calm|happy|sad|surprised) \d+\s%)$/ })
      .waitFor();
    expect(Number.parseFloat((await page.locator("#elapsed").textContent())!)).toBeGreaterThan(0.5);
    expect(await page.getByRole("meter", { name: "Microphone level" }).count()).toBe(1);
    await page.getByRole("button", { name: "Stop and predict" }).click();
    await page.locator("#recording-now").waitFor({ state: "hidden" });
    expect(complaints).toEqual([]);
  });

  test("a microphone recording is predicted", async () => {
    await page.getByRole("button", { name: "Record with the microphone" }).click();
    await page.getByText("Recording: speak a sentence.").waitFor();
    await page.waitForTimeout(1_500); // the length of the recording
    await page.getByRole("button", { name: "Stop and predict" }).click();
    await page.getByRole("img", { name: /^happy: \d+/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  describe("a recording that is already on the server", () => {
    const summary = () => page.getByText("Or choose a recording from a source");
    const file = (name: string) => page.getByRole("button", { name, exact: true });

    test("is found folder by folder, predicted, and played meanwhile", async () => {
      await summary().click();
      await file("Actor_02/").click();
      await file("03-01-03-02-01-01-02.wav").click();
      await page.getByRole("heading", { name: "Top features" }).waitFor();
      await page.getByText("A recording named 03-01-03-02-01-01-02.wav was in the training data").waitFor();
      await page.getByText(/recordings of new speakers for which it predicts/).waitFor();
      await vi.waitFor(async () => {
        expect(await page.evaluate<number>("document.querySelector('#player').currentTime")).toBeGreaterThan(0);
      }, longTimeout);
      expect(await file("03-01-03-02-01-01-02.wav").getAttribute("aria-current")).toBe("true");
      expect(await page.getByRole("listitem").filter({ hasText: "03-01-03-02-01-01-02.wav" }).textContent()).toMatch(
        /happy, woman/,
      );
      expect(complaints).toEqual([]);
    });

    test("can be found by keyboard alone", async () => {
      await summary().press("Enter");
      await file("Actor_02/").press("Enter");
      await vi.waitFor(async () => {
        expect(await page.evaluate<string>("document.activeElement.dataset.key")).toMatch(/^Actor_02\/03-.*\.wav$/);
      }, longTimeout);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Top features" }).waitFor();
    });

    test("has a way back to the folders above", async () => {
      await summary().click();
      await file("Actor_02/").click();
      await page.getByText("Actor_02", { exact: true }).waitFor();
      await file("all").click();
      await file("Actor_03/").waitFor();
    });

    test("lists a hundred files of a large folder, and more on request", async () => {
      await summary().click();
      await file("large/").click();
      await file("03-01-02-01-01-01-01.wav").waitFor();
      expect(await page.locator("[data-key]").count()).toBe(100);
      await file("More").click();
      await vi.waitFor(
        async () => expect(await page.locator("[data-key]").count()).toBe(largeFolder.length),
        longTimeout,
      );
      expect(await file("More").isVisible()).toBe(false);
    });

    test("is rejected with the reason if it cannot be read", async () => {
      await summary().click();
      await file("large/").click();
      await file("03-01-02-01-01-01-01.wav").click();
      await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
    });

    test("axe finds nothing wrong with the list, in either theme", async () => {
      await summary().click();
      await file("Actor_02/").click();
      await file("03-01-03-02-01-01-02.wav").waitFor();
      expect(await violationsInBothThemes(page)).toEqual([]);
    });

    test("the list fits a phone", async () => {
      await asOnPhone(page);
      await summary().click();
      await file("Actor_02/").click();
      await file("03-01-03-02-01-01-02.wav").waitFor();
      expect(await widthOf(page)).toBeLessThanOrEqual(390);
    });
  });

  test("a file that is not audio is rejected with the reason", async () => {
    await page
      .getByLabel("A recording")
      .setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("no sound at all") });
    await page.getByRole("button", { name: "Predict" }).click();
    await page.getByRole("alert").filter({ hasText: "text file, not a recording" }).waitFor();
  });

  test("a recording without speech is rejected, or predicted with notes if forced", async () => {
    const silence = Buffer.from(encodeWav(new Float32Array(96_000), 48_000, "synthetic"));
    const force = page.getByRole("button", { name: "Predict anyway" });
    await page.getByLabel("A recording").setInputFiles({ name: "silence.wav", mimeType: "audio/wav", buffer: silence });
    expect(await force.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Predict" }).click();
    await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
    await force.click();
    await page.getByRole("list", { name: "About this recording" }).getByRole("listitem").first().waitFor();
    expect(await force.isVisible()).toBe(false);
  });

  test("axe finds nothing wrong before and after a prediction, in either theme", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto("/predict");
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.getByLabel("A recording").setInputFiles(voice());
      await page.getByRole("button", { name: "Predict" }).click();
      await page.getByRole("heading", { name: "Top features" }).waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
    }
  });

  test("it fits a phone: nothing is wider than the screen", async () => {
    await asOnPhone(page);
    expect(await widthOf(page)).toBeLessThanOrEqual(390);
  });
});

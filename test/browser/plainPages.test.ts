import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Report, reportBlob } from "../../src/report/report.js";
import { startHeartbeat, type Heartbeat } from "../../src/runs/workerRegistry.js";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { openPage, violationsInBothThemes, widthOf, widthOnPhone } from "../support/browserPage.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { readCommitted } from "../../scripts/readmeFigures.mjs";
import { encodeExamples, examplesBlob } from "../../src/report/examplePicture.js";
import { drawExamples } from "../../src/workers/train/drawExamples.js";
import { syllables, wavFile } from "../support/wavFile.js";
import { runSettings } from "../support/settings.js";

const example = {
  emotion: "calm",
  key: "Actor_01/03-01-02-01-01-01-01.wav",
  speaker: "01",
  gender: "man",
  durationSec: 3,
  sound: { kind: "file" as const, bytes: wavFile(syllables(220, 3, 16_000), { sampleRate: 16_000 }) },
};

describe.skipIf(withoutChromium !== "")(`pages in every state, in a browser${withoutChromium}`, () => {
  let empty: BareDashboard;
  let shown: BareDashboard;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    browser = await startBrowser();
    empty = await bareDashboard();
    shown = await bareDashboard({ readOnly: true });
    const { runs, models } = shown.services;
    await models.save(sampleModelFiles({ run: "over" }));
    for (const run of ["over", "under-way"]) await runs.create(run, runSettings({ source: "s3://voices" }), Date.now());
    const committed = readCommitted() as Report;
    // A name that would run as a script if a page inserted it without escaping.
    const rejected = [{ key: '<script>alert("x")</script>.wav', code: "unsupported-audio", message: "no PCM" }];
    const report = { ...committed, run: "over", files: { ...committed.files, rejected } };
    await runs.saveBlob("over", reportBlob, new TextEncoder().encode(JSON.stringify(report)));
    await runs.saveBlob("over", examplesBlob, encodeExamples(await drawExamples([example], 16_000)));
    await runs.mark("over", "endedAt", Date.now());
  });
  afterAll(async () => {
    await browser.close();
    await empty.close();
    await shown.close();
  });
  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, {}));
  });
  afterEach(async () => page.close());

  const pages = [
    ["empty", "/"],
    ["empty", "/explore"],
    ["empty", "/recording"],
    ["empty", "/models"],
    ["empty", "/predict"],
    ["shown", "/"],
    ["shown", "/runs/over"],
    ["shown", "/runs/over/report"],
    ["shown", "/runs/under-way"],
    ["shown", "/models"],
    ["shown", "/models/over"],
    ["shown", "/predict"],
  ] as const;
  const at = (state: "empty" | "shown", path: string): string => `${{ empty, shown }[state].url}${path}`;

  test.each(pages)("axe finds nothing wrong with the %s %s, in either theme", async (state, path) => {
    expect(await violationsInBothThemes(page, at(state, path))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test.each(pages)("the %s %s fits a phone: nothing is wider than the screen", async (state, path) => {
    expect(await widthOnPhone(page, at(state, path))).toBeLessThanOrEqual(390);
  });

  test.each(pages.filter(([, path]) => !path.endsWith("/report")))(
    "by keyboard, the first step on the %s %s leads past the navigation",
    async (state, path) => {
      await page.goto(at(state, path));
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      expect(await page.evaluate<string>("document.activeElement.id")).toBe("content");
    },
  );

  test("forms show which workers are missing and how to start them, until they are running", async () => {
    const actions = { startRun: async () => Promise.resolve(), retryRejected: async () => Promise.resolve(0) };
    const alone = await bareDashboard({ actions, allowedSources: ["/voices"] });
    const { address, models } = alone.services;
    await models.save(sampleModelFiles({ run: "trained" }));
    const beats: Heartbeat[] = [];
    try {
      await page.goto(`${alone.url}/predict`);
      const missing = page.locator("[data-workers-needed] .problem");
      expect(await missing.textContent()).toMatch(/serves predictions: .* Start\s+ser work predict,.*--with-workers/s);
      beats.push(startHeartbeat(address, "predict", 1));
      await missing.waitFor({ state: "detached" });
      await page.goto(alone.url);
      expect(await missing.textContent()).toMatch(
        /computes features or trains: .*ser work extract and\s+ser work train/s,
      );
      expect(await violationsInBothThemes(page)).toEqual([]);
      beats.push(startHeartbeat(address, "extract", 1));
      await missing.getByText("No worker is running that trains").waitFor();
      beats.push(startHeartbeat(address, "train", 1));
      await missing.waitFor({ state: "detached" });
      expect(complaints).toEqual([]);
    } finally {
      await Promise.all(beats.map(async (beat) => beat.stop()));
      await alone.close();
    }
  });

  test("a file's name never becomes markup of a page", async () => {
    await page.goto(at("shown", "/runs/over/report"));
    await page.getByText('<script>alert("x")</script>.wav').waitFor();
    expect(await page.locator("script").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test.each(pages)("the %s %s loads nothing from another machine", async (state, path) => {
    const asked = new Set<string>();
    page.on("request", (request) => asked.add(new URL(request.url()).host));
    await page.goto(at(state, path));
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    expect([...asked]).toEqual([new URL(at(state, path)).host]);
  });

  test("the report of real recordings prints on A4: nothing is wider, and collapsed chapters are expanded", async () => {
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 720, height: 1_000 }); // A4 at 96 dpi less margins
    await page.goto(at("shown", "/runs/over/report"));
    expect(await widthOf(page)).toBeLessThanOrEqual(720);
    const chapter = page.locator("#men").getByRole("heading", { name: "Confusion matrix" });
    expect((await chapter.boundingBox())!.height).toBeGreaterThan(10);
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(100_000);
  });
});

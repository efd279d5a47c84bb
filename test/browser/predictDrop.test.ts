import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startPredictWorker } from "../../src/workers/predict/main.js";
import type { RunningWorker } from "../../src/runs/queues/worker.js";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { openPage } from "../support/browserPage.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { syntheticVoiceWav } from "../support/syntheticVoice.js";

describe.skipIf(withoutChromium !== "")(`a file dropped onto the prediction page${withoutChromium}`, () => {
  let setting: BareDashboard;
  let worker: RunningWorker;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    setting = await bareDashboard();
    await setting.services.models.save(sampleModelFiles());
    await setting.services.models.promote("sample");
    worker = startPredictWorker(setting.services, { threads: 1, bulkThreads: 1, maxBytes: 1_000_000 });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await setting.dashboard.close();
    await worker.close();
    await setting.services.close();
  });
  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, { baseURL: setting.url }));
    await page.goto("/predict");
  });
  afterEach(async () => page.close());

  /** Drags a file onto the page's drop zone with the same events as a mouse, in the same order. */
  async function drag(name: string, type: string, bytes: Uint8Array, events: readonly string[]): Promise<void> {
    const transfer = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(${JSON.stringify(Buffer.from(bytes).toString("base64"))}), (c) => c.charCodeAt(0));
      transfer.items.add(new File([bytes], ${JSON.stringify(name)}, { type: ${JSON.stringify(type)} }));
      return transfer;
    })()`);
    for (const event of events) await page.locator("#drop").dispatchEvent(event, { dataTransfer: transfer });
  }

  test("is predicted without another click", async () => {
    await drag("voice.wav", "audio/wav", syntheticVoiceWav(), ["dragenter", "dragover", "drop"]);
    await page.getByRole("heading", { name: "Top features" }).waitFor();
    // These models' run is not in this Redis: the page requests it, and does without.
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
  });

  test("is indicated only while it hovers", async () => {
    const isAnnounced = async (): Promise<boolean> =>
      page.evaluate<boolean>("document.querySelector('#drop').classList.contains('over')");
    await drag("voice.wav", "audio/wav", syntheticVoiceWav(), ["dragenter", "dragover"]);
    expect(await isAnnounced()).toBe(true);
    await drag("voice.wav", "audio/wav", syntheticVoiceWav(), ["dragleave"]);
    expect(await isAnnounced()).toBe(false);
  });

  test("is rejected with the reason if it is not audio", async () => {
    await drag("note.txt", "text/plain", Buffer.from("no sound at all"), ["dragover", "drop"]);
    await page.getByRole("alert").filter({ hasText: "text file, not a recording" }).waitFor();
  });
});

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { emptyListing } from "../../src/runs/listing.js";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { openPage } from "../support/browserPage.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { runSettings } from "../support/settings.js";

describe.skipIf(withoutChromium !== "")(`a read-only dashboard in a browser${withoutChromium}`, () => {
  let setting: BareDashboard;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    // Bound to all addresses without a login: read-only is enough for that.
    setting = await bareDashboard({ host: "0.0.0.0", readOnly: true });
    await setting.services.models.save(sampleModelFiles({ run: "shown" }));
    await setting.services.runs.create("shown", runSettings({ source: "s3://voices" }), Date.now());
    await setting.services.runs.saveListing("shown", "end", { ...emptyListing, complete: true });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await setting.close();
  });
  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, { baseURL: setting.url }));
  });
  afterEach(async () => page.close());

  test("it shows runs, and none can be started", async () => {
    await page.goto("/");
    expect(await page.getByRole("row", { name: /shown/ }).count()).toBe(1);
    // The list can be sorted and runs compared; there are no other buttons.
    expect(await page.locator("button:not([data-order]):not(#compare)").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("it shows models, and none can be made current", async () => {
    await page.goto("/models");
    expect(await page.getByRole("link", { name: "shown" }).count()).toBe(1);
    expect(await page.getByRole("button").count()).toBe(0);
  });

  test("the prediction page states that it is disabled", async () => {
    await page.goto("/predict");
    await page.getByText("--read-only").waitFor();
    expect(await page.locator("form").count()).toBe(0);
  });

  test.each(["/api/predictions", "/api/runs", "/api/runs/shown/retry", "/api/models/shown/promote"])(
    "it rejects a page that still posts to %s",
    async (path) => {
      await page.goto("/");
      const answer = await page.evaluate<{ status: number; code: string }>(`
        fetch(${JSON.stringify(path)}, {
          method: "POST",
          headers: { "x-ser-token": document.querySelector('meta[name="ser-token"]').content },
        }).then(async (response) => ({ status: response.status, code: (await response.json()).code }))`);
      expect(answer).toEqual({ status: 403, code: "read-only" });
      expect(await setting.services.models.find()).toBeUndefined();
    },
  );

  test("it lets Bull Board change nothing", async () => {
    await page.goto("/queues/");
    const status = await page.evaluate<number>(
      `fetch("/queues/api/queues/extract/pause", { method: "PUT" }).then(({ status }) => status)`,
    );
    expect(status).toBeGreaterThanOrEqual(403);
    const { redis, prefix } = setting.services.address;
    expect(await redis.hexists(`${prefix}:extract:meta`, "paused")).toBe(0);
  });
});

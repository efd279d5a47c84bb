import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ThroughputHistory } from "../../src/runs/throughputHistory.js";
import { accessibilityViolations, startBrowser, withoutChromium } from "../support/browser.js";
import { browserDashboard, type BrowserDashboard } from "../support/browserDashboard.js";
import { openPage } from "../support/browserPage.js";

describe.skipIf(withoutChromium !== "")(`the speed chart of a run in a browser${withoutChromium}`, () => {
  let setting: BrowserDashboard;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    setting = await browserDashboard();
    // Independent of this machine's speed: the history of a ten-minute run, with 32 files per second.
    const { redis, prefix } = setting.services.address;
    const history = new ThroughputHistory(redis, prefix, "first");
    const begin = Date.now() - 600_000;
    await redis.unlink(`${prefix}:speed:first`);
    for (let sec = 0; sec < 600; sec++) await history.add(32, begin + sec * 1_000);
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await setting.close();
  });
  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, { baseURL: setting.dashboard.url }));
    await page.goto("/runs/first");
  });
  afterEach(async () => page.close());

  test("is drawn for a visitor after the run has finished, and again after a reload", async () => {
    const chart = page.getByRole("img", { name: /^Files per second from .*: 32\.0 at the end/ });
    await chart.locator("canvas").waitFor();
    await page.reload();
    await chart.locator("canvas").waitFor();
    expect(await page.getByText("Too short to chart.").isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  test("passes axe in either theme", async () => {
    await page.locator("#chart canvas").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await accessibilityViolations(page)).toEqual([]);
    }
  });
});

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { openPage } from "../support/browserPage.js";

describe.skipIf(withoutChromium !== "")(`Bull Board in a browser${withoutChromium}`, () => {
  let setting: BareDashboard;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    setting = await bareDashboard();
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

  test("it shows every queue under a policy that forbids what is not from this server", async () => {
    const response = await page.goto("/queues/");
    for (const queue of ["extract", "train", "predict"])
      await page
        .getByRole("link", { name: new RegExp(`^${queue}`) })
        .first()
        .waitFor();
    expect(response?.headers()["content-security-policy"]).toContain("default-src 'none'");
    expect(complaints).toEqual([]);
  });

  test("it asks no other machine for anything", async () => {
    const asked = new Set<string>();
    page.on("request", (request) => asked.add(new URL(request.url()).host));
    await page.goto("/queues/");
    await page
      .getByRole("link", { name: /^extract/ })
      .first()
      .waitFor();
    expect([...asked]).toEqual([new URL(setting.url).host]);
  });
});

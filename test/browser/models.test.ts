import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { browserDashboard, type BrowserDashboard } from "../support/browserDashboard.js";
import { openPage, violationsInBothThemes, widthOnPhone } from "../support/browserPage.js";
import { sampleModelFiles } from "../support/sampleModels.js";

describe.skipIf(withoutChromium !== "")(`the model pages in a browser${withoutChromium}`, () => {
  let setting: BrowserDashboard;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    setting = await browserDashboard();
    await setting.services.models.save(sampleModelFiles({ run: "other" }));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await setting.close();
  });
  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, { baseURL: setting.dashboard.url }));
  });
  afterEach(async () => page.close());

  test("a button makes other models current", async () => {
    await page.goto("/models");
    await page.getByRole("button", { name: "Make the models of other current" }).click();
    await page.getByRole("button", { name: "Make the models of first current" }).waitFor();
    expect((await setting.services.models.find())?.run).toBe("other");
    await setting.services.models.promote("first");
  });

  test("a run's models show both protocols, confusions and importances", async () => {
    await page.goto("/models/first");
    expect(await page.getByRole("columnheader", { name: "known speakers (stratified)" }).count()).toBe(1);
    expect(await page.getByText("New speakers (by actor)").count()).toBeGreaterThan(0);
    expect(await page.getByRole("heading", { name: "Feature importances" }).count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test.each(["/models", "/models/first"])("axe finds nothing wrong with %s, in either theme", async (path) => {
    expect(await violationsInBothThemes(page, path)).toEqual([]);
  });

  test.each(["/models", "/models/first"])("%s fits a phone: nothing is wider than the screen", async (path) => {
    expect(await widthOnPhone(page, path)).toBeLessThanOrEqual(390);
  });
});

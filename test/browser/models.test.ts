import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accessibilityViolations, startBrowser, withoutChromium } from "../support/browser.js";
import { browserDashboard, type BrowserDashboard } from "../support/browserDashboard.js";
import { sampleModelFiles } from "../support/sampleModels.js";

describe.skipIf(withoutChromium !== "")(`the pages of models in a browser${withoutChromium}`, () => {
  let setting: BrowserDashboard;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

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
    complaints = [];
    page = await browser.newPage({ baseURL: setting.dashboard.url });
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
  });
  afterEach(async () => page.close());

  test("other models are made current by their button", async () => {
    await page.goto("/models");
    await page.getByRole("button", { name: "Make the models of other current" }).click();
    await page.getByRole("button", { name: "Make the models of first current" }).waitFor();
    expect((await setting.services.models.find())?.run).toBe("other");
    await setting.services.models.promote("first");
  });

  test("a run's models show both protocols, confusions and importances", async () => {
    await page.goto("/models/first");
    expect(await page.getByRole("columnheader", { name: "known voices (stratified)" }).count()).toBe(1);
    expect(await page.getByText("New voices (by actor)").count()).toBeGreaterThan(0);
    expect(await page.getByRole("heading", { name: "What it listens to" }).count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test.each(["/models", "/models/first"])("axe finds nothing wrong with %s, in either theme", async (path) => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(path, { waitUntil: "networkidle" });
      expect(await accessibilityViolations(page)).toEqual([]);
    }
  });

  test.each(["/models", "/models/first"])("%s fits a phone: nothing is wider than the screen", async (path) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(path, { waitUntil: "networkidle" });
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  });
});

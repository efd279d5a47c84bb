import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { browserDashboard, quick, type BrowserDashboard } from "../support/browserDashboard.js";
import { longTimeout } from "../support/longTimeout.js";
import { runSettings } from "../support/settings.js";
import { openPage, violationsInBothThemes, widthOnPhone } from "../support/browserPage.js";

describe.skipIf(withoutChromium !== "")(`the run pages in a browser${withoutChromium}`, () => {
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
  });
  afterEach(async () => page.close());

  test("the first page lists the runs", async () => {
    await page.goto("/");
    expect(await page.getByRole("row", { name: /first/ }).textContent()).toMatch(/done\s*120 of 120/);
  });

  test("the first page transfers less than 200 KB", async () => {
    let bytes = 0;
    page.on("response", (response) => {
      void response
        .request()
        .sizes()
        .then((sizes) => (bytes += sizes.responseBodySize + sizes.responseHeadersSize));
    });
    await page.goto("/", { waitUntil: "networkidle" });
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(200_000);
  });

  test("a finished run shows its results and links to its report", async () => {
    await page.goto("/runs/first");
    await page.getByRole("link", { name: "Full report" }).click();
    await page.getByRole("heading", { name: "Confusion matrix" }).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test("a finished run's files can be downloaded", async () => {
    await page.goto("/runs/first");
    for (const name of [
      "report.html",
      "report.json",
      "predictions.parquet",
      "features.csv",
      "features.parquet",
      "model-all.json",
    ]) {
      const link = page.getByRole("link", { name, exact: true });
      const response = await page.request.get((await link.getAttribute("href"))!);
      expect([name, response.status(), response.headers()["content-disposition"]]).toEqual([
        ...[name, 200, `attachment; filename="first-${name}"`],
      ]);
      expect((await response.body()).length).toBeGreaterThan(1_000);
    }
  });

  test("the form's fields become the run's settings, and its errors are shown", async () => {
    await page.goto("/");
    expect(await page.getByLabel("Name").inputValue()).not.toBe("");
    await page.getByLabel("Name").fill("labelled");
    await page.getByLabel("Labels file").fill("../labels.csv");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: "expected a .csv, .tsv, .txt or .parquet file in the source" })
      .waitFor();
    await page.getByLabel("Labels file").fill("");
    await page.getByText("More", { exact: true }).click();
    await page.getByLabel("Grid").fill('{"nTrees": [1]}');
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("alert").filter({ hasText: "nTrees" }).waitFor();
  });

  test("a run is started from the page and watched live until its end", { timeout: 90_000 }, async () => {
    await page.goto("/");
    await page.getByLabel("Name").fill("second");
    await page.getByText("More", { exact: true }).click();
    await page.getByLabel("Random convolutions").selectOption("never");
    await page.getByLabel("Training on noisy copies").selectOption("always");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.waitForURL("**/runs/second");
    const { settings } = await setting.services.runs.require("second");
    expect(settings).toMatchObject({ convolutions: false, noisyCopies: true, automatic: [] });
    await page.getByRole("heading", { name: "Workers" }).waitFor();
    await page.getByRole("link", { name: "Full report" }).waitFor({ timeout: 80_000 });
    expect(complaints).toEqual([]);
  });

  test("rejected files are shown with the reason and retried by a button", { timeout: 90_000 }, async () => {
    const [name] = (await readdir(setting.source, { recursive: true })).filter((each) => each.endsWith(".wav"));
    const path = join(setting.source, name!);
    const sound = await readFile(path);
    await writeFile(path, sound.subarray(0, 30));
    await setting.start("broken");
    await setting.services.queues.waitForTraining("broken", new AbortController().signal);

    await page.goto("/runs/broken");
    await page.getByRole("row", { name: basename(path) }).waitFor();
    await writeFile(path, sound);
    await page.getByRole("button", { name: "Retry these files" }).click();
    await page.getByText("120 of 120 recordings").waitFor({ timeout: 60_000 });
    await page.getByRole("link", { name: "Full report" }).waitFor({ timeout: 60_000 });
    await vi.waitFor(async () => expect(await setting.services.runs.rejectedCount("broken")).toBe(0), longTimeout);
  });

  test("the list is sorted and filtered, and shows tags and the note that were written on a run's page", async () => {
    await page.goto("/runs/first");
    await page.getByText("Tags and note").click();
    await page.getByLabel(/^Tags/).fill("baseline, paper");
    await page.getByLabel("Note").fill("as published");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.goto("/");
    const row = page.getByRole("row", { name: /first/ });
    expect(await row.textContent()).toMatch(/baseline.*paper.*as published.*0\.\d{3}.*0\.\d{3} to [01]\.\d{3}/s);
    await page.getByRole("button", { name: "macro F1" }).click();
    await page.locator('th[aria-sort="descending"]').getByText("macro F1").waitFor();
    await page.getByLabel("Filter").fill("nothing of this name");
    await page.getByText("No runs.").waitFor();
    await page.getByLabel("Filter").fill("PAPER");
    await row.waitFor();
    expect(complaints).toEqual([]);
  });

  test("selected runs are compared on a page that passes axe and fits a phone", { timeout: 240_000 }, async () => {
    await setting.start("other");
    await setting.services.queues.waitForTraining("other", new AbortController().signal);
    await page.goto("/");
    await page.getByLabel("compare first").check();
    await page.getByLabel("compare other").check();
    await page.getByRole("button", { name: "Compare selected runs" }).click();
    await page.getByRole("heading", { name: "first and other compared" }).waitFor();
    await page.getByRole("heading", { name: "By speaker" }).waitFor();
    await page.getByRole("heading", { name: "Confusion matrix: other minus first" }).waitFor();
    await page.getByRole("heading", { name: "Differences" }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    expect(await widthOnPhone(page, page.url())).toBeLessThanOrEqual(390);
    expect(complaints).toEqual([]);
  });

  test("a cell of the confusion matrix opens its recordings, which can be played", async () => {
    await page.goto("/runs/first");
    await page.locator("#confusions table a").first().click();
    const recording = page.locator("#confusions details[open] [data-play]").first();
    await recording.click();
    const playedSec = async (): Promise<number> => page.evaluate('document.querySelector("#player audio").currentTime');
    await expect.poll(playedSec).toBeGreaterThan(0);
    expect(await page.locator("#playing").textContent()).toBe(await recording.textContent());
    expect(complaints).toEqual([]);
  });

  test("a run is cancelled and deleted from its page and from the list, after confirmation", async () => {
    const { services, source } = setting;
    for (const name of ["stuck", "unwanted"]) await services.runs.create(name, runSettings({ source }), Date.now());
    await page.goto("/runs/stuck");
    await page.getByRole("button", { name: "Cancel this run" }).click();
    await page.getByRole("button", { name: "Keep" }).click();
    expect((await services.runs.require("stuck")).times.cancelledAt).toBeUndefined();
    await page.getByRole("button", { name: "Cancel this run" }).click();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Cancel the run" }).click();
    await page.getByRole("button", { name: "Delete this run" }).click();
    await page.getByRole("button", { name: "Delete the run" }).click();
    await page.waitForURL("**/");
    await page.getByRole("button", { name: "Cancel unwanted" }).click();
    await page.getByRole("button", { name: "Cancel the run" }).click();
    await page
      .getByRole("row", { name: /unwanted/ })
      .getByText("cancelled")
      .waitFor();
    await page.getByRole("button", { name: "Delete unwanted" }).click();
    await page.getByRole("button", { name: "Delete the run" }).click();
    await page.getByRole("button", { name: "Delete unwanted" }).waitFor({ state: "detached" });
    expect(await services.runs.names()).not.toEqual(expect.arrayContaining(["stuck"]));
    expect(complaints).toEqual([]);
  });

  test("a cancelled run is resumed from its page and produces a report", { timeout: 90_000 }, async () => {
    const { services, source } = setting;
    await services.runs.create("paused", runSettings({ ...quick, source }), Date.now());
    await services.runs.mark("paused", "cancelledAt", Date.now());
    await page.goto("/");
    await page.getByRole("button", { name: "Resume paused" }).waitFor();
    await page.goto("/runs/paused");
    await page.getByRole("button", { name: "Resume this run" }).click();
    await page.getByRole("link", { name: "Full report" }).waitFor({ timeout: 80_000 });
    expect(await page.getByRole("button", { name: "Resume this run" }).count()).toBe(0);
    const again = await page.request.post("/api/runs/paused/resume");
    expect(again.status()).toBe(422);
    expect(await again.text()).toContain("run paused is not cancelled (done)");
    expect(complaints).toEqual([]);
  });

  test("a source that is not allowed is rejected on the page, with the reason", async () => {
    await page.goto("/");
    await page.getByLabel("Name").fill("third");
    await page.getByLabel("Source").fill("/etc");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("alert").filter({ hasText: "not within the allowed sources" }).waitFor();
  });

  test.each(["/", "/runs/first"])("axe finds nothing wrong with %s, in either theme", async (path) => {
    expect(await violationsInBothThemes(page, path)).toEqual([]);
  });

  test.each(["/", "/runs/first"])("%s fits a phone: nothing is wider than the screen", async (path) => {
    expect(await widthOnPhone(page, path)).toBeLessThanOrEqual(390);
  });
});

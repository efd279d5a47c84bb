import type { Browser, Page } from "playwright-core";
import { Queue, Worker } from "bullmq";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { openPage } from "../support/browserPage.js";
import { longTimeout } from "../support/longTimeout.js";

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

  test("it shows every queue under a policy that forbids resources from other servers", async () => {
    const response = await page.goto("/queues/");
    for (const queue of ["extract", "train", "predict"])
      await page
        .getByRole("link", { name: new RegExp(`^${queue}`) })
        .first()
        .waitFor();
    expect(response?.headers()["content-security-policy"]).toContain("default-src 'none'");
    expect(complaints).toEqual([]);
  });

  test("it sends no requests to other machines", async () => {
    const asked = new Set<string>();
    page.on("request", (request) => asked.add(new URL(request.url()).host));
    await page.goto("/queues/");
    await page
      .getByRole("link", { name: /^extract/ })
      .first()
      .waitFor();
    expect([...asked]).toEqual([new URL(setting.url).host]);
  });

  test("its button retries failed jobs, with the page's token", async () => {
    const { redis, prefix } = setting.services.address;
    const queue = new Queue("score", { connection: redis, prefix });
    const worker = new Worker("score", async () => Promise.reject(new Error("broken")), { connection: redis, prefix });
    const job = await queue.add("score", {});
    await vi.waitFor(async () => expect(await queue.getFailedCount()).toBe(1), longTimeout);
    await worker.close();
    await page.goto("/queues/queue/score?status=failed");
    await page.getByRole("button", { name: "Retry all" }).click();
    await page.getByRole("button", { name: "Confirm" }).click();
    await vi.waitFor(async () => expect(await job.getState()).toBe("waiting"), longTimeout);
    expect(complaints).toEqual([]);
    await queue.close();
  });
});

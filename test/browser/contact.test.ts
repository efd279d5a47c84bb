import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDashboard, type RunningDashboard } from "../../src/dashboard/main.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { startLocalRedis, type LocalRedis } from "../../src/shared/redis/private/localRedis.js";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { openPage, violationsInBothThemes } from "../support/browserPage.js";
import { temporaryDirectory } from "../support/corpus.js";
import { silentLogger } from "../support/logger.js";
import { runSettings } from "../support/settings.js";

describe.skipIf(withoutChromium !== "")(`a live page without a connection${withoutChromium}`, () => {
  let redis: LocalRedis;
  let services: Services;
  let dashboard: RunningDashboard;
  let browser: Browser;

  beforeAll(async () => {
    redis = await startLocalRedis({ dir: join(await temporaryDirectory(), "redis"), persist: false });
    services = await openServices(redis.url, "{contact}", silentLogger);
    await services.runs.create("waiting", runSettings({ source: "/nowhere" }), Date.now());
    dashboard = await startDashboard(services, {
      host: "127.0.0.1",
      port: 0,
      login: undefined,
      readOnly: false,
      maxUploadBytes: 1_000_000,
      allowedSources: undefined,
      version: "0.0.0",
    });
    browser = await startBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await dashboard.close();
    await services.close();
    await redis.stop();
  });

  test(
    "shows since when Redis has not responded, and removes the notice when it does",
    { timeout: 60_000 },
    async () => {
      const { page } = await openPage(browser, { baseURL: dashboard.url });
      await page.goto("/runs/waiting");
      const notice = page.locator("#contact");
      expect(await notice.isVisible()).toBe(false);
      const [, pid = ""] = /process_id:(\d+)/.exec(await services.address.redis.info("server")) ?? [];
      process.kill(Number(pid), "SIGSTOP");
      try {
        await notice.waitFor({ state: "visible", timeout: 20_000 });
        expect(await notice.textContent()).toMatch(/^No response since .*\d.*, retrying\./);
        expect(await violationsInBothThemes(page)).toEqual([]);
      } finally {
        process.kill(Number(pid), "SIGCONT");
      }
      await notice.waitFor({ state: "hidden", timeout: 20_000 });
      await page.close();
    },
  );
});

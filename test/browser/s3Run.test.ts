import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { browserDashboard, type BrowserDashboard } from "../support/browserDashboard.js";
import { openPage } from "../support/browserPage.js";
import { describeOnS3 } from "../support/s3.js";
import { longTimeout } from "../support/longTimeout.js";

await describeOnS3("recordings in S3, in a browser", (s3) => {
  describe.skipIf(withoutChromium !== "")(`with Chromium${withoutChromium}`, () => {
    let setting: BrowserDashboard;
    let place: string;
    let browser: Browser;
    let page: Page;
    let complaints: readonly string[];

    beforeAll(async () => {
      const bucket = await s3.newBucket();
      place = `s3://${bucket}/ravdess`;
      setting = await browserDashboard({ allowedSources: [place] });
      for (const name of await readdir(setting.source, { recursive: true })) {
        if (!/\.(wav|json)$/.test(name)) continue;
        const Body = await readFile(join(setting.source, name));
        await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: `ravdess/${name}`, Body }));
      }
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

    test(
      "a run is started from the page and watched to its end, and its recordings play",
      { timeout: 120_000 },
      async () => {
        await page.goto("/");
        await page.getByLabel("Name").fill("bucket");
        await page.getByLabel("Source").fill(place);
        await page.getByRole("button", { name: "Start", exact: true }).click();
        await page.waitForURL("**/runs/bucket");
        await page.getByText("120 of 120 recordings").waitFor({ timeout: 60_000 });
        await page.getByRole("link", { name: "Full report" }).waitFor({ timeout: 60_000 });
        expect((await setting.services.runs.get("bucket"))?.listing.queued).toBe(120);

        await page.getByRole("link", { name: "Explore recordings" }).click();
        await page.getByRole("button", { name: "Play one of these" }).click();
        await vi.waitFor(async () => {
          expect(await page.evaluate<number>("document.querySelector('#player').currentTime")).toBeGreaterThan(0);
        }, longTimeout);
        expect(complaints).toEqual([]);
      },
    );

    test("a bucket other than the allowed one is rejected, with the reason", async () => {
      await page.goto("/");
      await page.getByLabel("Name").fill("beside");
      await page.getByLabel("Source").fill(`${place}-private`);
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.getByRole("alert").filter({ hasText: "not within the allowed sources" }).waitFor();
      expect(await setting.services.runs.get("beside")).toBeUndefined();
    });
  });
});

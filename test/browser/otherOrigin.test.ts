import express from "express";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { openPage } from "../support/browserPage.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { serve, type TestServer } from "../support/testServer.js";

/** A page of another site, open in the browser of a user whose dashboard runs on the same machine. */
const hostilePage = `<!doctype html><title>elsewhere</title>`;

describe.skipIf(withoutChromium !== "")(`a page of another origin, in a browser${withoutChromium}`, () => {
  let setting: BareDashboard;
  let elsewhere: TestServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    setting = await bareDashboard();
    await setting.services.models.save(sampleModelFiles({ run: "other" }));
    elsewhere = await serve(express().use((_request, response) => void response.type("html").send(hostilePage)));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await elsewhere.close();
    await setting.close();
  });
  beforeEach(async () => {
    ({ page } = await openPage(browser, {}));
    await page.goto(elsewhere.url);
  });
  afterEach(async () => page.close());

  const target = (path: string): string => JSON.stringify(`${setting.url}${path}`);

  test("cannot promote a model by a request that a browser sends without a preflight", async () => {
    const post = `fetch(${target("/api/models/other/promote")}, { method: "POST", mode: "no-cors" })`;
    // The response is only for the dashboard's pages: the browser hides it from other sites.
    expect(await page.evaluate(`${post}.catch(() => "kept from it")`)).toBe("kept from it");
    expect(await setting.services.models.find()).toBeUndefined();
  });

  test("cannot promote a model by submitting a form", async () => {
    const [response] = await Promise.all([
      page.waitForResponse((each) => each.url().endsWith("/promote")),
      page.evaluate(`(() => {
        const form = document.createElement("form");
        form.method = "post";
        form.action = ${target("/api/models/other/promote")};
        document.body.append(form);
        form.submit();
      })()`),
    ]);
    expect(response.status()).toBe(403);
    expect(await setting.services.models.find()).toBeUndefined();
  });

  test("cannot pause a queue through Bull Board", async () => {
    const put = `fetch(${target("/queues/api/queues/pause")}, { method: "PUT", mode: "cors" }).catch(() => "refused")`;
    expect(await page.evaluate(put)).toBe("refused");
    const { redis, prefix } = setting.services.address;
    expect(await redis.hexists(`${prefix}:extract:meta`, "paused")).toBe(0);
  });

  test("cannot read the dashboard's responses", async () => {
    const read = `fetch(${target("/api/models")}).then((response) => response.text()).catch(() => "kept from it")`;
    expect(await page.evaluate(read)).toBe("kept from it");
  });

  test("cannot show the dashboard in a frame", async () => {
    const frameText = `new Promise((resolve) => {
      const frame = document.createElement("iframe");
      frame.onload = () => resolve("loaded");
      frame.src = ${target("/models")};
      document.body.append(frame);
    })`;
    await page.evaluate(frameText);
    const frame = page.frames().find((each) => each !== page.mainFrame());
    expect(await frame?.title()).not.toContain("speech-emotion-workers");
  });

  test("cannot act for the dashboard: its own page without the token is rejected", async () => {
    await page.goto(`${setting.url}/models`);
    const post = `fetch("/api/models/other/promote", { method: "POST" }).then(async (response) => (await response.json()).code)`;
    expect(await page.evaluate(post)).toBe("cross-origin");
    expect(await setting.services.models.find()).toBeUndefined();
  });
});

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { openPage } from "../support/browserPage.js";
import { sampleModelFiles } from "../support/sampleModels.js";

const login = { user: "anna", password: "a longer word" };

describe.skipIf(withoutChromium !== "")(`a dashboard with a login, in a browser${withoutChromium}`, () => {
  let setting: BareDashboard;
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => browser.close());
  // Each test has its own server, because a server remembers wrong passwords.
  beforeEach(async () => {
    setting = await bareDashboard({ host: "0.0.0.0", login });
  });
  afterEach(async () => setting.close());

  test("a user with the right name and password sees the pages", async () => {
    const { page, complaints } = await openPage(browser, {
      baseURL: setting.url,
      httpCredentials: { username: login.user, password: login.password },
    });
    expect((await page.goto("/"))?.status()).toBe(200);
    await page.getByRole("heading", { name: "Runs" }).waitFor();
    expect(complaints.filter((each) => !each.includes("401"))).toEqual([]);
    await page.close();
  });

  test("a user with the right login may make changes", async () => {
    await setting.services.models.save(sampleModelFiles({ run: "other" }));
    const { page } = await openPage(browser, {
      baseURL: setting.url,
      httpCredentials: { username: login.user, password: login.password },
    });
    await page.goto("/models");
    await page.getByRole("button", { name: "Make the models of other current" }).click();
    await page.getByRole("heading", { name: "other run deleted current" }).waitFor();
    expect((await setting.services.models.find())?.run).toBe("other");
    await page.close();
  });

  /** What a browser reports for a rejected login depends on whether it shows a page: the status, or its own error. */
  async function outcome(credentials: { username: string; password: string } | undefined, path: string) {
    const options = { baseURL: setting.url, ...(credentials && { httpCredentials: credentials }) };
    const { page } = await openPage(browser, options);
    const end = await page.goto(path).then(
      (response) => String(response?.status()),
      (error: unknown) => String(error),
    );
    const isShown = (await page.locator("main, #root").count()) > 0;
    await page.close();
    return { end, isShown };
  }
  const refused = { end: expect.stringMatching(/^401$|ERR_INVALID_AUTH_CREDENTIALS/) as string, isShown: false };

  test.each(["/", "/explore", "/models", "/predict", "/queues/"])(
    "a client without credentials is rejected %s",
    async (path) => {
      expect(await outcome(undefined, path)).toEqual(refused);
    },
  );

  test("a wrong password is rejected", async () => {
    expect(await outcome({ username: login.user, password: "a longer wort" }, "/")).toEqual(refused);
  });
});

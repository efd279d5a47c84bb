import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { accessibilityViolations, startBrowser, withoutChromium } from "../support/browser.js";
import { browserDashboard, type BrowserDashboard } from "../support/browserDashboard.js";

describe.skipIf(withoutChromium !== "")(`the page to explore in a browser${withoutChromium}`, () => {
  let setting: BrowserDashboard;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    setting = await browserDashboard();
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
    await page.goto("/explore");
    await page.locator("#boxes svg").waitFor();
  });
  afterEach(async () => page.close());

  test("every recording is a point of the map", async () => {
    expect(await page.locator("#map [data-index]").count()).toBe(120);
    expect(complaints).toEqual([]);
  });

  test("a point plays when it is clicked", async () => {
    await page.locator("#map [data-index]").first().click({ force: true });
    await vi.waitFor(async () => {
      expect(await page.evaluate<number>("document.querySelector('#player').currentTime")).toBeGreaterThan(0);
    }, 10_000);
    expect(complaints).toEqual([]);
  });

  test("a recording of a chosen emotion and gender is played without a mouse", async () => {
    await page.getByRole("combobox", { name: "Emotion" }).selectOption("surprised");
    await page.getByRole("button", { name: "Play one of these" }).press("Enter");
    await page.getByText(/^surprised, woman: .*\.wav$/).waitFor();
  });

  test("another feature has other boxes", async () => {
    await page.getByRole("combobox", { name: "Feature" }).selectOption("spectral_centroid_mean");
    await page.getByRole("img", { name: "spectral_centroid_mean by emotion and gender" }).waitFor();
  });

  test("axe finds nothing wrong, in either theme", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await accessibilityViolations(page)).toEqual([]);
    }
  });

  test("it fits a phone: nothing is wider than the screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  });

  test("a stretch of a recording's bytes is sent as asked", async () => {
    const { sample } = (await (await fetch(`${setting.dashboard.url}/api/runs/first/explore`)).json()) as {
      sample: { key: string }[];
    };
    const url = `${setting.dashboard.url}/api/runs/first/audio?key=${encodeURIComponent(sample[0]!.key)}`;
    const response = await fetch(url, { headers: { range: "bytes=0-3" } });
    expect(response.status).toBe(206);
    expect(await response.text()).toBe("RIFF");
  });

  test.each(["../corpus/synthetic.json", "/etc/passwd", "synthetic.json", "../03-01-03-02-01-01-02.wav"])(
    "%s is no recording and is not read",
    async (key) => {
      const url = `${setting.dashboard.url}/api/runs/first/audio?key=${encodeURIComponent(key)}`;
      expect((await fetch(url)).status).toBe(404);
    },
  );
});

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startBrowser, withoutChromium } from "../support/browser.js";
import { browserDashboard, type BrowserDashboard } from "../support/browserDashboard.js";
import { asOnPhone, openPage, violationsInBothThemes, widthOf } from "../support/browserPage.js";
import { manyRecordings } from "../support/manyRecordings.js";
import { longTimeout } from "../support/longTimeout.js";

describe.skipIf(withoutChromium !== "")(`the explore page in a browser${withoutChromium}`, () => {
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
    await page.goto("/explore");
    await page.locator("#boxes svg").waitFor();
  });
  afterEach(async () => page.close());

  test("every recording is a point on the map", async () => {
    expect(await page.locator("#map [data-index]").count()).toBe(120);
    expect(complaints).toEqual([]);
  });

  test("the legend shows and hides emotions, and a point shows its labels", async () => {
    await page.getByRole("button", { name: "sad", exact: true }).click();
    expect(await page.locator("#map .sad:visible").count()).toBe(0);
    expect(await page.locator("#map .happy:visible").count()).toBeGreaterThan(0);
    await page.getByRole("button", { name: "sad", exact: true }).click();
    expect(await page.locator("#map .sad:visible").count()).toBeGreaterThan(0);
    await page.locator("#map .sad").last().hover({ force: true });
    await page.locator("#map .tip", { hasText: /\.wav$/ }).waitFor();
  });

  test("a point plays when it is clicked", async () => {
    await page.locator("#map [data-index]").first().click({ force: true });
    await vi.waitFor(async () => {
      expect(await page.evaluate<number>("document.querySelector('#player').currentTime")).toBeGreaterThan(0);
    }, longTimeout);
    expect(complaints).toEqual([]);
  });

  test("a recording of a chosen emotion and gender is played without a mouse", async () => {
    await page.getByRole("combobox", { name: "Emotion" }).selectOption("surprised");
    await page.getByRole("combobox", { name: "Gender" }).selectOption("woman");
    await page.getByRole("button", { name: "Play one of these" }).press("Enter");
    await page.getByText(/^surprised, ravdess \d\d \(woman\): .*\.wav$/).waitFor();
  });

  /** The accessible name of the recording with the keyboard focus. */
  const focused = async (): Promise<string> => page.evaluate<string>("document.activeElement.ariaLabel");

  test("by keyboard, Tab reaches one point of the map, arrows move to others, and Enter plays", async () => {
    await page.locator("#map [tabindex='0']").focus();
    const first = await focused();
    const met = new Set([first]);
    for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]) {
      await page.keyboard.press(key);
      met.add(await focused());
    }
    expect(met.size).toBeGreaterThan(1);
    const last = await focused();
    await page.keyboard.press("Enter");
    expect(await page.getByText(last, { exact: true }).count()).toBe(1);
    expect(await page.locator("#map [aria-selected='true']").getAttribute("aria-label")).toBe(last);
    await vi.waitFor(async () => {
      expect(await page.evaluate<number>("document.querySelector('#player').currentTime")).toBeGreaterThan(0);
    }, longTimeout);
    expect(complaints).toEqual([]);
  });

  test("the map is a single tab stop", async () => {
    expect(await page.locator("#map [tabindex='0']").count()).toBe(1);
    await page.locator("#map [tabindex='0']").focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.locator("#map [tabindex='0']").count()).toBe(1);
  });

  describe("the table of the recordings", () => {
    beforeEach(async () => page.getByText("Table of all recordings").press("Enter"));
    const which = async (words: string | RegExp): Promise<void> =>
      page.locator("#recordings [data-which]").getByText(words, { exact: true }).waitFor();

    test("shows all of them, page by page", async () => {
      await which("1 to 25 of 120");
      expect(await page.getByRole("button", { name: "Previous" }).isDisabled()).toBe(true);
      for (let i = 0; i < 4; i++) await page.getByRole("button", { name: "Next", exact: true }).press("Enter");
      await which("101 to 120 of 120");
      expect(await page.getByRole("button", { name: "Next", exact: true }).isDisabled()).toBe(true);
      expect(await page.locator("#recordings tbody tr").count()).toBe(20);
    });

    test("can be searched by words of names, speakers and emotions, and filtered", async () => {
      await page.getByRole("searchbox", { name: "Search" }).fill("actor_02 HAPPY");
      await which(/^1 to (\d+) of \1$/);
      for (const row of await page.locator("#recordings tbody tr").allTextContents())
        expect(row).toMatch(/happy\s+woman\s+ravdess 02\s+.*Actor_02\/03-01-03-/s);
      await page.getByRole("searchbox", { name: "Search" }).fill("nobody");
      await which("No recording matches.");
      await page.getByRole("searchbox", { name: "Search" }).fill("");
      await page.getByRole("combobox", { name: "Gender" }).selectOption("man");
      await which("1 to 25 of 60");
      expect(complaints).toEqual([]);
    });

    test("plays by keyboard and marks the playing recording on the map", async () => {
      const button = page.locator("#recordings [data-play]").nth(3);
      const key = (await button.textContent())!;
      await button.press("Enter");
      await vi.waitFor(async () => {
        expect(await page.evaluate<number>("document.querySelector('#player').currentTime")).toBeGreaterThan(0);
      }, longTimeout);
      expect(await page.locator("#map .playing").getAttribute("aria-label")).toContain(key);
    });

    test("passes axe in either theme", async () => {
      expect(await violationsInBothThemes(page)).toEqual([]);
    });

    test("fits a phone", async () => {
      await asOnPhone(page);
      expect(await widthOf(page)).toBeLessThanOrEqual(390);
    });
  });

  test("all recordings of a run of 5,000 are paged and searched, not only the 2,000 on the map", async () => {
    const keys = await manyRecordings(setting.services, "many", 5_000);
    await page.goto("/explore/many");
    await page.getByText("2,000 of 5,000 recordings by the first two").waitFor();
    await page.getByText("Table of all recordings").press("Enter");
    const which = page.locator("#recordings [data-which]");
    await which.getByText("1 to 25 of 5,000", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Next", exact: true }).press("Enter");
    await which.getByText("26 to 50 of 5,000", { exact: true }).waitFor();
    expect(await page.locator("#recordings [data-play]").first().textContent()).toBe(keys[25]);
    expect(await page.getByRole("link", { name: "Report" }).count()).toBe(0); // it still trains
    expect(complaints).toEqual([]);
    const points = "[...document.querySelectorAll('#map [data-index]')].map(({ ariaLabel }) => ariaLabel)";
    const labels = await page.evaluate<string[]>(points);
    const onMap = new Set(labels.map((label) => label.split(": ").at(-1)));
    const missing = keys.find((key) => !onMap.has(key))!;
    await page.getByRole("searchbox", { name: "Search" }).fill(missing);
    await which.getByText("1 to 1 of 1", { exact: true }).waitFor();
    expect(await page.locator("#recordings [data-play]").textContent()).toBe(missing);

    await page.goto(`/recording/many?key=${encodeURIComponent(missing)}`);
    await page.locator("#pages [data-which]").getByText("1 to 100 of 5,000", { exact: true }).waitFor();
    await page.getByRole("searchbox", { name: "Search" }).fill("0002 actor_07 happy");
    await page.locator("#pages [data-which]").getByText("1 to 8 of 8", { exact: true }).waitFor();
  });

  test("durations are drawn by gender and by emotion, with a text alternative", async () => {
    for (const group of ["women", "men", "surprised"]) {
      const name = new RegExp(`^Durations of ${group}: [\\d.]+ to [\\d.]+ seconds, most often`);
      expect(await page.getByRole("img", { name }).count()).toBe(1);
    }
  });

  test("another feature has different boxes", async () => {
    await page.getByRole("combobox", { name: "Feature" }).selectOption("spectral_centroid_mean");
    await page.getByRole("img", { name: "spectral_centroid_mean by emotion and gender" }).waitFor();
  });

  test("axe finds nothing wrong, in either theme", async () => {
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  test("it fits a phone: nothing is wider than the screen", async () => {
    await asOnPhone(page);
    expect(await widthOf(page)).toBeLessThanOrEqual(390);
  });

  test("a requested byte range of a recording is sent", async () => {
    const { sample } = (await (await fetch(`${setting.dashboard.url}/api/runs/first/explore`)).json()) as {
      sample: { key: string }[];
    };
    const url = `${setting.dashboard.url}/api/runs/first/audio?key=${encodeURIComponent(sample[0]!.key)}`;
    const response = await fetch(url, { headers: { range: "bytes=0-3" } });
    expect(response.status).toBe(206);
    expect(await response.text()).toBe("RIFF");
  });

  test.each(["../corpus/synthetic.json", "/etc/passwd", "synthetic.json", "../03-01-03-02-01-01-02.wav"])(
    "%s is not a recording and is not read",
    async (key) => {
      const url = `${setting.dashboard.url}/api/runs/first/audio?key=${encodeURIComponent(key)}`;
      expect((await fetch(url)).status).toBe(404);
    },
  );
});

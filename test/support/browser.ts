import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page } from "playwright-core";

/** The system's Chromium; SER_CHROMIUM names another. */
const executable = process.env["SER_CHROMIUM"] ?? "/usr/bin/chromium";

/** A suffix for the names of tests that are skipped; empty otherwise. */
export const withoutChromium = existsSync(executable)
  ? ""
  : ` (skipped: no Chromium at ${executable}; set SER_CHROMIUM)`;

/** Timeout for waiting on a page. Tests never check speed: the machine may be busy with other tests. */
const patienceMs = 90_000;

export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: executable,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--autoplay-policy=no-user-gesture-required",
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
    ],
  });
  const newPage = browser.newPage.bind(browser);
  browser.newPage = async (options) => {
    const page = await newPage(options);
    page.setDefaultTimeout(patienceMs);
    return page;
  };
  return browser;
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The violations that axe finds on the current page, one line each. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map((n) => n.html.slice(0, 160)).join(" | ")))`,
  );
}

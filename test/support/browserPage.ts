import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { accessibilityViolations } from "./browser.js";

/** A page and its browser's errors: blocked by the content security policy, not found, or uncaught exceptions. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** A page in a new context, which shares no cookies, cache or credentials with others. */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, complaints };
}

/** The violations that axe finds on the page at a path, or on the current page, in each theme. */
export async function violationsInBothThemes(page: Page, path?: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    if (path !== undefined) await page.goto(path, { waitUntil: "networkidle" });
    for (const violation of await accessibilityViolations(page))
      found.push(`${path ?? page.url()}, ${colorScheme}: ${violation}`);
  }
  return found;
}

/** Width of the page at a path on a phone of 390 pixels; a wider page scrolls sideways. */
export async function widthOnPhone(page: Page, path: string): Promise<number> {
  await asOnPhone(page);
  await page.goto(path, { waitUntil: "networkidle" });
  return widthOf(page);
}

export async function asOnPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
}

/** The page's width in CSS pixels, including what one would have to scroll to. */
export async function widthOf(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth");
}

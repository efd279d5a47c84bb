import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { accessibilityViolations } from "./browser.js";

/** A page and what its browser complained of: blocked by the content policy, not found, thrown and not caught. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** A page in a context of its own: cookies, cache and credentials are shared with no other. */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, complaints };
}

/** What axe finds wrong with the page at a path, or with the page as it is, in each theme. */
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

/** How wide the page at a path becomes on a phone of 390 pixels: more than that scrolls sideways. */
export async function widthOnPhone(page: Page, path: string): Promise<number> {
  await asOnPhone(page);
  await page.goto(path, { waitUntil: "networkidle" });
  return widthOf(page);
}

export async function asOnPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
}

/** In CSS pixels, what would have to be scrolled to among them. */
export async function widthOf(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth");
}

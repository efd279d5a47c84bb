import type { Browser } from "playwright-core";
import { rounded } from "./dashboardViewers.js";

export interface PageLoad {
  /** transferred over the network: page, style sheet, scripts, data */
  readonly kb: number;
  /** median from the request to the load event with an empty browser cache */
  readonly loadMs: number;
}

/** Loads a page several times, each in a fresh context. */
export async function measureLoad(browser: Browser, url: string, times = 7): Promise<PageLoad> {
  const loads: number[] = [];
  let bytes = 0;
  for (let i = 0; i < times; i++) {
    const page = await browser.newPage();
    const sizes: Promise<number>[] = [];
    page.on("requestfinished", (request) => {
      const size = request.sizes().then((each) => each.responseBodySize + each.responseHeadersSize);
      sizes.push(size.catch(() => 0)); // requests that were still in progress when the page was closed
    });
    await page.goto(url, { waitUntil: "load" });
    loads.push(await page.evaluate<number>(`performance.getEntriesByType("navigation")[0].loadEventEnd`));
    bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    await page.close();
  }
  return { kb: rounded(bytes / 1_000), loadMs: Math.round(median(loads)) };
}

export interface Smoothness {
  readonly seconds: number;
  readonly frames: number;
  readonly medianFrameMs: number;
  readonly p99FrameMs: number;
  readonly longestFrameMs: number;
  /** tasks that blocked the page's main thread for more than 50 ms */
  readonly longTasks: number;
  readonly longestTaskMs: number;
}

/** Watches a live page: how regularly it draws, and how long tasks block it. */
export async function measureSmoothness(browser: Browser, url: string, seconds: number): Promise<Smoothness> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(url);
  await page.waitForTimeout(3_000); // the first seconds belong to loading
  const { frames, tasks } = await page.evaluate<{ frames: number[]; tasks: number[] }>(`new Promise((resolve) => {
    const frames = [], tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)))
      .observe({ type: "longtask" });
    let last;
    const end = performance.now() + ${seconds * 1_000};
    requestAnimationFrame(function frame(at) {
      if (last !== undefined) frames.push(at - last);
      last = at;
      if (at < end) requestAnimationFrame(frame);
      else resolve({ frames, tasks });
    });
  })`);
  await page.close();
  const sorted = frames.sort((a, b) => a - b);
  return {
    seconds,
    frames: sorted.length,
    medianFrameMs: rounded(median(sorted)),
    p99FrameMs: rounded(sorted[Math.floor(0.99 * sorted.length)] ?? NaN),
    longestFrameMs: rounded(sorted.at(-1) ?? NaN),
    longTasks: tasks.length,
    longestTaskMs: Math.round(Math.max(0, ...tasks)),
  };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

import type { Browser } from "playwright-core";
import type { Services } from "../../src/runs/services.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import { median, measureLoad } from "./dashboardPages.js";
import { rounded } from "./dashboardViewers.js";

/** Number of jobs added by one command. */
const bulk = 5_000;

/** Fills the extraction queue with jobs of one file each. */
export async function fillQueue(services: Services, run: string, jobs: number): Promise<void> {
  for (let first = 0; first < jobs; first += bulk) {
    const batches = Array.from({ length: Math.min(bulk, jobs - first) }, (_, i) => {
      const keys = [`pile/${String(first + i).padStart(9, "0")}/03-01-05-01-01-01-01.wav`];
      return { shard: shardName(keys), keys };
    });
    await services.queues.addExtractJobs(run, batches);
  }
}

/** Median time of some sequential requests, in ms. */
async function measureAnswer(url: string, times = 11): Promise<{ ms: number; kb: number }> {
  const durations: number[] = [];
  let bytes = 0;
  for (let i = 0; i < times; i++) {
    const startedAt = performance.now();
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    bytes = (await response.arrayBuffer()).byteLength;
    durations.push(performance.now() - startedAt);
  }
  return { ms: rounded(median(durations)), kb: rounded(bytes / 1_000) };
}

/** Times of Bull Board's page and its requests, and of our own first page, with the given number of waiting jobs. */
export async function measureBoard(
  browser: Browser,
  url: string,
  run: string,
  waiting: number,
): Promise<Record<string, unknown>> {
  const list = (page: number, status: string): string =>
    `${url}/queues/api/queues?activeQueue=extract&status=${status}&page=${page}&jobsPerPage=10`;
  const page = await browser.newPage();
  const startedAt = performance.now();
  await page.goto(`${url}/queues/queue/extract?status=waiting`);
  await page.getByText(`extract-${run}-`).first().waitFor({ timeout: 60_000 });
  const usableMs = Math.round(performance.now() - startedAt);
  await page.close();
  return {
    waiting,
    page: await measureLoad(browser, `${url}/queues/`, 5),
    jobListUsableMs: usableMs,
    overview: await measureAnswer(`${url}/queues/api/queues`),
    newest: await measureAnswer(list(1, "waiting")),
    deep: await measureAnswer(list(Math.floor(waiting / 20), "waiting")),
    ownRuns: await measureAnswer(`${url}/api/runs`),
  };
}

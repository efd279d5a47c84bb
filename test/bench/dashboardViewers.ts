import { get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuOf } from "./processorTime.js";

/** The cost of a number of viewers for the dashboard's process, compared with no viewers. */
export interface ViewersCost {
  readonly viewers: number;
  /** per cent of one core, for the whole process */
  readonly cpuPercent: number;
  /** per cent of one core added by each viewer */
  readonly cpuPercentPerViewer: number;
  readonly eventsPerSecPerViewer: number;
  readonly kbPerEvent: number;
}

/** Follows the run's events over several connections for a while, and measures the process's CPU time meanwhile. */
export async function measureViewers(
  url: string,
  run: string,
  pid: number,
  viewers: number,
  durationMs: number,
  idlePercent: number,
): Promise<ViewersCost> {
  let events = 0;
  let bytes = 0;
  const open = await Promise.all(
    Array.from({ length: viewers }, async () =>
      follow(`${url}/api/runs/${run}/events`, (chunk) => {
        bytes += chunk.length;
        events += chunk.toString("latin1").split("event: snapshot").length - 1;
      }),
    ),
  );
  await sleep(2_000); // do not measure the opening of connections
  const [cpuBefore, eventsBefore, bytesBefore, startedAt] = [await cpuOf(pid), events, bytes, performance.now()];
  await sleep(durationMs);
  const elapsedMs = performance.now() - startedAt;
  const cpuPercent = (100 * ((await cpuOf(pid)) - cpuBefore)) / elapsedMs;
  for (const response of open) response.destroy();
  const seen = events - eventsBefore;
  return {
    viewers,
    cpuPercent: rounded(cpuPercent),
    cpuPercentPerViewer: viewers === 0 ? 0 : rounded((cpuPercent - idlePercent) / viewers),
    eventsPerSecPerViewer: viewers === 0 ? 0 : rounded((1_000 * seen) / elapsedMs / viewers),
    kbPerEvent: seen === 0 ? 0 : rounded((bytes - bytesBefore) / seen / 1_000),
  };
}

async function follow(url: string, hear: (chunk: Buffer) => void): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.on("data", hear);
      response.on("error", () => undefined); // we close it ourselves
      resolve(response);
    }).on("error", reject);
  });
}

export function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}

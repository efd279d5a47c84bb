import type { Report } from "../../report/report.js";
import type { RunRecord } from "../../runs/runRecord.js";

/**
 * How long a run's extraction and training took, in seconds, by the clock of its Redis; never below 0: a failover changes
 * that clock.
 *
 * @param endedAt ms since 1970
 * @example timingsOf({ createdAt: 0, trainStartedAt: 4_000 }, 9_000) // { extractSec: 4, trainSec: 5, totalSec: 9 }
 */
export function timingsOf(times: RunRecord["times"], endedAt: number): Report["timings"] {
  const { createdAt = endedAt, extractStartedAt = createdAt, trainStartedAt = endedAt } = times;
  return {
    extractSec: secondsBetween(extractStartedAt, trainStartedAt),
    trainSec: secondsBetween(trainStartedAt, endedAt),
    totalSec: secondsBetween(createdAt, endedAt),
  };
}

function secondsBetween(from: number, to: number): number {
  return Math.max(0, to - from) / 1_000;
}

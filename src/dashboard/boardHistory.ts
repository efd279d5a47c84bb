import type { MetricsHistoryProvider } from "@bull-board/api/typings/app";

/** BullMQ's metrics of a queue (see BullMQ's collectMetrics.lua). */
export interface CountedQueue {
  readonly name: string;
  getMetrics(
    type: "completed" | "failed",
    newest?: number,
    oldest?: number,
  ): Promise<{
    /** total number of jobs; end of the last one in ms since 1970; jobs before that minute */
    readonly meta: { readonly count: number; readonly prevTS: number; readonly prevCount: number };
    /** jobs per minute, backwards from the minute before prevTS */
    readonly data: readonly number[];
  }>;
}

const minuteMs = 60_000;
const bucketMs = { hour: 3_600_000, day: 86_400_000 };

/**
 * Jobs by hour or day for Bull Board's history page, summed from BullMQ's counts per minute (worker.ts). It reaches
 * back as far as these are kept.
 */
export function boardHistory(queues: readonly CountedQueue[]): MetricsHistoryProvider {
  return {
    async getHistory({ queue: name, metric, from, to, granularity }) {
      if (metric !== "completed" && metric !== "failed") return []; // waiting times are not recorded
      const sums = new Map<number, number>();
      const asked = queues.filter((queue) => name === undefined || queue.name === name);
      const counts = await Promise.all(asked.map(async (queue) => queue.getMetrics(metric)));
      for (const [at, jobs] of counts.flatMap(byMinute)) {
        const bucket = Math.floor(at / bucketMs[granularity]) * bucketMs[granularity];
        if (jobs > 0 && bucket + bucketMs[granularity] > from && bucket <= to)
          sums.set(bucket, (sums.get(bucket) ?? 0) + jobs);
      }
      return [...sums].map(([ts, value]) => ({ ts, value })).sort((a, b) => a.ts - b.ts);
    },
  };
}

function byMinute({
  meta: { count, prevTS, prevCount },
  data,
}: Awaited<ReturnType<CountedQueue["getMetrics"]>>): (readonly [at: number, jobs: number])[] {
  const last = Math.floor(prevTS / minuteMs) * minuteMs;
  return [[last, count - prevCount], ...data.map((jobs, i) => [last - (i + 1) * minuteMs, jobs] as const)];
}

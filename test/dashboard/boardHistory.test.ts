import { describe, expect, test } from "vitest";
import { boardHistory, type CountedQueue } from "../../src/dashboard/boardHistory.js";

const at = (text: string): number => Date.parse(`2026-03-14T${text}Z`);
const wholeDay = { from: at("00:00:00"), to: at("23:59:59"), granularity: "hour" } as const;

/** A queue whose last job but three ended at 10:01:30; 5 before that minute, 2 an hour earlier, 40 the day before. */
function queue(name: string): CountedQueue {
  const data = new Array<number>(1_000).fill(0);
  [data[0], data[60], data[800]] = [5, 2, 40];
  const counts = { meta: { count: 50, prevTS: at("10:01:30"), prevCount: 47 }, data };
  const none = { meta: { count: 0, prevTS: 0, prevCount: 0 }, data: [] };
  return { name, getMetrics: async (type) => Promise.resolve(type === "completed" ? counts : none) };
}

describe("boardHistory", () => {
  const history = boardHistory([queue("extract"), queue("train")]);

  test("sums a queue's jobs by hour, including the current minute, in chronological order", async () => {
    expect(await history.getHistory({ ...wholeDay, queue: "extract", metric: "completed" })).toEqual([
      { ts: at("09:00:00"), value: 2 },
      { ts: at("10:00:00"), value: 8 },
    ]);
  });

  test("sums by day as far back as requested", async () => {
    const asked = { queue: "extract", metric: "completed", granularity: "day" } as const;
    const dayBefore = at("00:00:00") - 86_400_000;
    expect(await history.getHistory({ ...asked, from: dayBefore, to: at("23:00:00") })).toEqual([
      { ts: dayBefore, value: 40 },
      { ts: at("00:00:00"), value: 10 },
    ]);
  });

  test("sums all queues if none is named", async () => {
    const points = await history.getHistory({ ...wholeDay, metric: "completed" });
    expect(points.map(({ value }) => value)).toEqual([4, 16]);
  });

  test("is empty for a queue without jobs", async () => {
    expect(await history.getHistory({ ...wholeDay, metric: "failed" })).toEqual([]);
  });

  test("does not report how long jobs waited", async () => {
    expect(await history.getHistory({ ...wholeDay, metric: "queueage" })).toEqual([]);
  });
});

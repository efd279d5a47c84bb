import { expect, test } from "vitest";
import { timingsOf } from "../../../src/workers/train/timings.js";

test("a run's durations are the seconds between its milestones", () => {
  const times = { createdAt: 1_000, extractStartedAt: 3_000, trainStartedAt: 7_000 };
  expect(timingsOf(times, 7_500)).toEqual({ extractSec: 4, trainSec: 0.5, totalSec: 6.5 });
});

test("a run whose milestones go backwards, after a failover to a Redis with a slow clock, has durations of 0", () => {
  const times = { createdAt: 1_000, extractStartedAt: 2_000, trainStartedAt: 8_000_000 };
  expect(timingsOf(times, 500)).toEqual({ extractSec: 7_998, trainSec: 0, totalSec: 0 });
});

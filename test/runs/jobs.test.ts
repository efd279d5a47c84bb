import { expect, test } from "vitest";
import { jobIds } from "../../src/runs/jobs.js";

test("an extraction job's id names its run and its shard, and from the first retry on the round", () => {
  expect([0, 1, 2].map((round) => jobIds.extract("r", "shard", round))).toEqual([
    "extract-r-shard",
    "extract-r-shard-r1",
    "extract-r-shard-r2",
  ]);
});

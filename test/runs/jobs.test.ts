import { expect, test } from "vitest";
import { jobIds } from "../../src/runs/jobs.js";

test("an extraction job's id names its run and its shard, and from the first retry on the round", () => {
  expect([0, 1, 2].map((round) => jobIds.extract("r", "shard", round))).toEqual([
    "extract-r-shard",
    "extract-r-shard-r1",
    "extract-r-shard-r2",
  ]);
});

test("the ids of a run's other jobs name the run, the part of its listing, or the training and its task", () => {
  expect(jobIds.train("r")).toBe("train-r");
  expect(jobIds.list("r", 2)).toBe("list-r-2");
  expect(jobIds.fit("r", "t", "final-all")).toBe("fit-r-t-final-all");
});

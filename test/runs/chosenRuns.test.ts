import { describe, expect, test } from "vitest";
import { chosenRuns, type RunSummary } from "../../src/runs/chosenRuns.js";

function summary(run: string, changes: Partial<RunSummary> = {}): RunSummary {
  return {
    run,
    source: "data",
    synthetic: false,
    stage: "done",
    files: { listed: 1, queued: 1, done: 1, skipped: {}, rejected: 0 },
    filesPerSec: null,
    secondsLeft: null,
    training: null,
    failure: null,
    otherVersions: null,
    startedAt: null,
    tookSec: null,
    macroF1: null,
    interval: null,
    emotions: [],
    featureSet: null,
    dataSets: [],
    tags: [],
    note: "",
    ...changes,
  };
}

const runs = [
  summary("beta", { startedAt: "2026-01-02T00:00:00Z", macroF1: 0.5, tookSec: 30 }),
  summary("unfinished"),
  summary("alpha", { startedAt: "2026-01-03T00:00:00Z", macroF1: 0.7, tookSec: 20 }),
  summary("gamma", { startedAt: "2026-01-01T00:00:00Z", macroF1: 0, tookSec: 30 }),
  summary("also unfinished"),
];
const names = (chosen: readonly RunSummary[]): string[] => chosen.map(({ run }) => run);

describe("runs are listed", () => {
  test("newest first, those without a start last", () => {
    expect(names(chosenRuns(runs, "started"))).toEqual(["alpha", "beta", "gamma", "unfinished", "also unfinished"]);
  });

  test("by name", () => {
    expect(names(chosenRuns(runs, "name"))).toEqual(["alpha", "also unfinished", "beta", "gamma", "unfinished"]);
  });

  test("best first, those without a model after one that is never right", () => {
    expect(names(chosenRuns(runs, "f1"))).toEqual(["alpha", "beta", "gamma", "unfinished", "also unfinished"]);
    expect(names(chosenRuns(runs.toReversed(), "f1")).slice(0, 3)).toEqual(["alpha", "beta", "gamma"]);
  });

  test("fastest first, equally fast ones by name, unfinished ones last and by name", () => {
    const expected = ["alpha", "beta", "gamma", "also unfinished", "unfinished"];
    expect(names(chosenRuns(runs, "took"))).toEqual(expected);
    expect(names(chosenRuns(runs.toReversed(), "took"))).toEqual(expected);
  });

  test("without changing the given list", () => {
    const before = [...runs];
    chosenRuns(runs, "name");
    expect(runs).toEqual(before);
  });
});

describe("a filter of runs", () => {
  const described = [
    summary("r1", { source: "s3://Bucket/x" }),
    summary("r2", { stage: "failed" }),
    summary("r3", { note: "for the Paper" }),
    summary("r4", { tags: ["baseline", "slow"] }),
    summary("r5", { dataSets: ["ravdess", "emodb"] }),
  ];

  test.each([
    ["R1", ["r1"]],
    ["s3://bucket", ["r1"]],
    ["failed", ["r2"]],
    ["PAPER", ["r3"]],
    ["slow", ["r4"]],
    ["emo", ["r5"]],
    ["", ["r1", "r2", "r3", "r4", "r5"]],
    ["no run has this", []],
  ])("finds %j in name, source, stage, note, tags and data sets, in either case", (filter, expected) => {
    expect(names(chosenRuns(described, "name", filter))).toEqual(expected);
  });

  test("is empty unless it is given", () => {
    expect(chosenRuns(described, "name")).toHaveLength(5);
  });
});

import { describe, expect, test } from "vitest";
import { completeParameters, defaultForestParameters } from "../../src/forest/parameters.js";
import {
  defaultGrid,
  defaultParams,
  expandGrid,
  gridOf,
  paramsKey,
  quickstartGrid,
  searchCandidates,
  studyParams,
} from "../../src/evaluation/paramGrid.js";

describe("expandGrid", () => {
  test("accepts 10,000 combinations, and one value of each parameter", () => {
    const counts = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(expandGrid(gridOf({ nEstimators: counts, maxDepth: counts }))).toHaveLength(10_000);
    expect(() => expandGrid(gridOf({ nEstimators: [...counts, 101], maxDepth: counts }))).toThrow("received 10100");
  });

  test("is given the documented values by the default and the quickstart grid", () => {
    const { nEstimators, maxDepth, maxFeatures, maxSamples, criterion } = defaultGrid;
    expect([nEstimators, maxDepth, maxFeatures, maxSamples, criterion]).toEqual([
      [100, 200],
      [5, 10, 20, null],
      ["sqrt", "log2"],
      [{ fraction: 0.3 }, { fraction: 0.6 }, "all"],
      ["gini", "entropy"],
    ]);
    expect(quickstartGrid).toEqual({ ...gridOf({}), maxDepth: [5, 10], maxSamples: [{ fraction: 0.3 }, "all"] });
  });

  test("says what is wrong with a grid", () => {
    expect(() => expandGrid(gridOf({ maxDepth: [] }))).toThrow('received "none"');
    expect(() => expandGrid(gridOf({ maxDepth: [5, 7, 5] }))).toThrow('each value once, received "5 twice"');
  });

  test("changes the last parameter fastest", () => {
    const grid = gridOf({ criterion: ["gini", "entropy"], maxDepth: [5, null] });
    expect(expandGrid(grid).map(({ maxDepth, criterion }) => [maxDepth, criterion])).toEqual([
      [5, "gini"],
      [5, "entropy"],
      [null, "gini"],
      [null, "entropy"],
    ]);
  });

  test("gives every combination once", () => {
    expect(new Set(expandGrid(defaultGrid).map(paramsKey)).size).toBe(96);
  });

  test("keeps scikit-learn's default where the grid names nothing", () => {
    expect(expandGrid(gridOf({}))).toEqual([defaultParams]);
  });

  test("rejects a value that is there twice, naming the parameter", () => {
    expect(() => expandGrid(gridOf({ maxSamples: [{ fraction: 0.3 }, "all", { fraction: 0.3 }] }))).toThrow(
      "maxSamples: expected each value once",
    );
  });

  test("rejects a parameter without values", () => {
    expect(() => expandGrid(gridOf({ maxDepth: [] }))).toThrow("maxDepth: expected at least one value to try");
  });

  test("rejects more than 10,000 combinations", () => {
    const counts = Array.from({ length: 101 }, (_, i) => i + 1);
    expect(() => expandGrid(gridOf({ nEstimators: counts, maxDepth: counts }))).toThrow(
      "grid: expected at most 10000 candidates, received 10201",
    );
  });
});

describe("candidates and forests", () => {
  test("share scikit-learn's defaults", () => {
    expect({ ...defaultParams, randomState: 0 }).toEqual(defaultForestParameters);
  });

  test("mean the same parameters, whatever the search varies", () => {
    for (const params of expandGrid(defaultGrid))
      expect(completeParameters({ ...params, randomState: 42 })).toEqual({ ...params, randomState: 42 });
  });
});

describe("searchCandidates", () => {
  const studyKeys = [paramsKey(studyParams.womenAndAll), paramsKey(studyParams.men)];

  test("adds nothing to the default grid, which holds the study's parameters", () => {
    expect(searchCandidates(defaultGrid)).toHaveLength(96);
  });

  test("adds nothing to the quickstart grid", () => {
    expect(searchCandidates(quickstartGrid)).toHaveLength(4);
  });

  test("adds the study's two parameter sets to a grid without them, at the end", () => {
    const candidates = searchCandidates(gridOf({ nEstimators: [50] }));
    expect(candidates.slice(1).map(paramsKey)).toEqual(studyKeys);
  });
});

describe("paramsKey", () => {
  test("does not depend on the order of the properties", () => {
    const { nEstimators, ...rest } = defaultParams;
    expect(paramsKey({ ...rest, nEstimators })).toBe(paramsKey(defaultParams));
  });

  test("tells a count from a fraction", () => {
    expect(paramsKey({ ...defaultParams, maxFeatures: { count: 1 } })).not.toBe(
      paramsKey({ ...defaultParams, maxFeatures: { fraction: 1 } }),
    );
  });
});

import { describe, expect, test } from "vitest";
import { gridOf } from "../../src/evaluation/paramGrid.js";
import { parseParamGrid } from "../../src/evaluation/parseParamGrid.js";

describe("parseParamGrid", () => {
  test("reads lists of values and fills in defaults", () => {
    const text = '{"nEstimators": [50, 100], "maxSamples": [{"fraction": 0.3}, "all"], "maxFeatures": [{"count": 12}]}';
    expect(parseParamGrid(text)).toEqual(
      gridOf({ nEstimators: [50, 100], maxSamples: [{ fraction: 0.3 }, "all"], maxFeatures: [{ count: 12 }] }),
    );
  });

  test.each(["null", '"none"'])("reads %s as no limit", (none) => {
    const grid = parseParamGrid(`{"maxDepth": [${none}], "maxSamples": [${none}], "maxFeatures": [${none}]}`);
    expect(grid).toEqual(gridOf({ maxDepth: [null], maxSamples: ["all"], maxFeatures: ["all"] }));
  });

  test("reads every parameter of a forest", () => {
    const grid = gridOf({
      criterion: ["log_loss"],
      minSamplesSplit: [4],
      minSamplesLeaf: [2],
      bootstrap: [false],
      classWeight: ["balanced", null],
    });
    expect(parseParamGrid(JSON.stringify(grid))).toEqual(grid);
  });

  test.each([
    ["nEstimators", "[0]", "an integer of at least 1"],
    ["nEstimators", '["100"]', "an integer of at least 1"],
    ["maxDepth", "[2.5]", "an integer of at least 1, or null"],
    ["maxFeatures", "[0.5]", '"sqrt", "log2", "all", {"count": n} or {"fraction": f}'],
    ["maxFeatures", '[{"fraction": 1.5}]', '"sqrt", "log2", "all", {"count": n} or {"fraction": f}'],
    ["maxSamples", '[{"count": 0}]', '"all", {"count": n} or {"fraction": f} with 0 < f <= 1'],
    ["maxSamples", '[{"count": 1, "fraction": 1}]', '"all", {"count": n} or {"fraction": f} with 0 < f <= 1'],
    ["criterion", '["mse"]', '"gini", "entropy" or "log_loss"'],
    ["minSamplesSplit", "[1]", "an integer of at least 2"],
    ["bootstrap", "[1]", "true or false"],
    ["classWeight", '["heavy"]', '"balanced" or null'],
    ["maxDepth", "10", "a list of values"],
    ["maxDepth", "[]", "at least one value to try"],
    ["maxDepth", '[null, "none"]', "each value once"],
  ])("rejects %s %s, saying what it accepts", (name, values, accepts) => {
    expect(() => parseParamGrid(`{"${name}": ${values}}`)).toThrow(`${name}: expected ${accepts}`);
  });

  test("rejects a name that is no parameter", () => {
    expect(() => parseParamGrid('{"depth": [5]}')).toThrow(
      "depth: expected one of the parameters nEstimators, maxDepth, maxFeatures",
    );
    expect(() => parseParamGrid('{"depth": [5]}')).toThrow('received "an unknown name"');
    expect(() => parseParamGrid('{"n_jobs": [5]}')).toThrow("n_jobs: expected one of the parameters nEstimators");
  });

  test("reads the names and numbers of a grid that was written for scikit-learn", () => {
    const text = `{"n_estimators": [50], "max_depth": [10, null], "max_features": ["sqrt", 0.5, 12, null],
      "max_samples": [0.3, 200, null], "min_samples_leaf": [2], "class_weight": ["balanced", null]}`;
    expect(parseParamGrid(text)).toEqual(
      gridOf({
        nEstimators: [50],
        maxDepth: [10, null],
        maxFeatures: ["sqrt", { fraction: 0.5 }, { count: 12 }, "all"],
        maxSamples: [{ fraction: 0.3 }, { count: 200 }, "all"],
        minSamplesLeaf: [2],
        classWeight: ["balanced", null],
      }),
    );
  });

  test("rejects a 1 that JSON cannot tell from 1.0, and one parameter under two names", () => {
    expect(() => parseParamGrid('{"max_samples": [1.0]}')).toThrow("max_samples: expected a fraction below 1");
    expect(() => parseParamGrid('{"max_depth": [5], "maxDepth": [5]}')).toThrow(
      'maxDepth: expected each parameter once, received "it under two names"',
    );
  });

  test.each(["constructor", "__proto__"])("rejects a parameter named %s as one it does not know", (name) => {
    expect(() => parseParamGrid(`{"maxDepth": [5], "${name}": [1]}`)).toThrow(
      `${name}: expected one of the parameters`,
    );
  });

  test("rejects a sample size without a bootstrap to draw it", () => {
    expect(() => parseParamGrid('{"bootstrap": [true, false], "maxSamples": [null, {"count": 9}]}')).toThrow(
      'maxSamples: expected "all" where bootstrap is false',
    );
  });

  test.each([0, -0.5, -3, 1.5, 1])("rejects the number %d where scikit-learn takes a fraction or a count", (value) => {
    expect(() => parseParamGrid(`{"max_features": [${value}]}`)).toThrow("max_features: expected a fraction below 1");
  });

  test.each(["", "{"])("rejects a file holding %j, which is not JSON, with what the parser says", (text) => {
    expect(() => parseParamGrid(text)).toThrow(/^grid: expected JSON, received ".*JSON/);
  });

  test.each(["[1]", "null", '"grid"'])("rejects a file holding %j, which is not an object", (text) => {
    expect(() => parseParamGrid(text)).toThrow(
      `grid: expected an object with a list of values for each parameter, received ${JSON.stringify(text)}`,
    );
  });

  test("quotes only the beginning of a long file that holds no object", () => {
    expect(() => parseParamGrid(`[${"1,".repeat(100)}1]`)).toThrow(`received "[${"1,".repeat(19)}1"`);
  });

  test("rejects a file without a parameter", () => {
    expect(() => parseParamGrid("{}")).toThrow('grid: expected at least one parameter, received "none"');
  });
});

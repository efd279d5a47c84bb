import { describe, expect, test } from "vitest";
import {
  acceptedText,
  checkParameter,
  defaultForestParameters,
  type ForestParameters,
  forestParameters,
  completeParameters,
  drawsPerTree,
  featuresPerSplit,
} from "../../src/forest/parameters.js";

const naming = (parameter: string) => expect.objectContaining({ name: "ParameterError", parameter }) as Error;

describe("completeParameters", () => {
  test("fills in scikit-learn's defaults", () => {
    expect(completeParameters({ nEstimators: 7 })).toEqual({
      nEstimators: 7,
      maxDepth: null,
      maxFeatures: "sqrt",
      maxSamples: "all",
      criterion: "gini",
      minSamplesSplit: 2,
      minSamplesLeaf: 1,
      bootstrap: true,
      classWeight: null,
      randomState: 0,
    });
  });

  for (const [named, impossible] of [
    ["nEstimators", { nEstimators: 0 }],
    ["nEstimators", { nEstimators: 1.5 }],
    ["maxDepth", { maxDepth: 0 }],
    ["maxDepth", { maxDepth: { count: 1 } }],
    ["maxFeatures", { maxFeatures: 0.5 }],
    ["maxFeatures", { maxFeatures: { count: 1, fraction: 1 } }],
    ["maxFeatures.count", { maxFeatures: { count: 0 } }],
    ["maxFeatures.fraction", { maxFeatures: { fraction: 1.01 } }],
    ["maxSamples", { maxSamples: "sqrt" }],
    ["maxSamples.fraction", { maxSamples: { fraction: 0 } }],
    ["maxSamples", { maxSamples: { fraction: 0.3 }, bootstrap: false }],
    ["criterion", { criterion: "mse" }],
    ["classWeight", { classWeight: "even" }],
    ["minSamplesSplit", { minSamplesSplit: 1 }],
    ["minSamplesLeaf", { minSamplesLeaf: NaN }],
    ["minSamplesLeaf", { minSamplesLeaf: 0 }],
    ["nEstimators", { nEstimators: null }],
    ["maxFeatures", { maxFeatures: null }],
    ["maxFeatures", { maxFeatures: {} }],
    ["maxFeatures", { maxFeatures: { share: 1 } }],
    ["maxFeatures.fraction", { maxFeatures: { fraction: "1" } }],
    ["maxSamples.count", { maxSamples: { count: 1.5 } }],
    ["bootstrap", { bootstrap: 1 }],
    ["randomState", { randomState: -1 }],
    ["randomState", { randomState: 4294967296 }],
    ["n_estimators", { n_estimators: 100 }],
    ["constructor", { constructor: 100 }],
  ] as const) {
    test(`rejects ${JSON.stringify(impossible)}, naming ${named}`, () => {
      expect(() => completeParameters(impossible as unknown as Partial<ForestParameters>)).toThrow(naming(named));
    });
  }
});

describe("completeParameters accepts", () => {
  for (const extreme of [
    { nEstimators: 1, maxDepth: 1, minSamplesSplit: 2, minSamplesLeaf: 1, randomState: 0 },
    { randomState: 4294967295, classWeight: "balanced", maxDepth: null },
    { maxFeatures: { fraction: 1 }, maxSamples: { count: 1 } },
    { maxFeatures: "log2", maxSamples: { fraction: 1 }, criterion: "entropy" },
    { bootstrap: false, maxSamples: "all", maxFeatures: "all", criterion: "log_loss" },
  ] as const) {
    test(JSON.stringify(extreme), () => {
      expect(completeParameters(extreme)).toEqual({ ...defaultForestParameters, ...extreme });
    });
  }

  test("an undefined value as one that is not given", () => {
    expect(completeParameters({ maxDepth: undefined } as never)).toEqual(defaultForestParameters);
  });
});

describe("the parameters of a forest", () => {
  test("cannot be changed once they are complete, nor can the defaults", () => {
    expect(Object.isFrozen(completeParameters({}))).toBe(true);
    expect(Object.isFrozen(defaultForestParameters)).toBe(true);
  });

  test.each([
    ["nEstimators", "an integer of at least 1"],
    ["maxDepth", "an integer of at least 1, or null"],
    ["maxFeatures", '"sqrt", "log2", "all", {"count": n} or {"fraction": f} with 0 < f <= 1'],
    ["criterion", '"gini", "entropy" or "log_loss"'],
    ["bootstrap", "true or false"],
    ["classWeight", '"balanced" or null'],
    ["randomState", "an integer from 0 to 4294967295"],
  ] as const)("are described in messages: %s is %s", (name, text) => {
    expect(acceptedText(forestParameters[name].accepted)).toBe(text);
    expect(() => {
      checkParameter("given", forestParameters[name].accepted, "?");
    }).toThrow(`given: expected ${text}, received "?"`);
  });

  test("that have one choice are described by it", () => {
    expect(acceptedText({ kind: "choice", values: ["gini"] })).toBe('"gini"');
  });

  test.each([
    [{ maxSamples: { count: 0 } }, "maxSamples.count: expected an integer of at least 1, received 0"],
    [{ maxFeatures: { fraction: 2 } }, "maxFeatures.fraction: expected a number above 0 and at most 1, received 2"],
    [{ maxSamples: { count: 3 }, bootstrap: false }, 'maxSamples: expected "all" where bootstrap is false, received'],
    [{ trees: 3 }, "trees: expected one of nEstimators, maxDepth, maxFeatures, maxSamples, criterion, "],
    [{ trees: 3 }, 'received "an unknown parameter"'],
  ])("are rejected with what was found: %j", (wrong, message) => {
    expect(() => completeParameters(wrong as never)).toThrow(message);
  });
});

describe("featuresPerSplit", () => {
  for (const [maxFeatures, expected] of [
    ["sqrt", 12],
    ["log2", 7],
    ["all", 155],
    [{ count: 20 }, 20],
    [{ fraction: 0.1 }, 15],
    [{ fraction: 0.001 }, 1],
  ] as const) {
    test(`takes ${expected} of 155 for ${JSON.stringify(maxFeatures)}`, () => {
      expect(featuresPerSplit(maxFeatures, 155)).toBe(expected);
    });
  }

  test("takes one of one, two or three features by root and logarithm, and may take all by a count", () => {
    expect([1, 2, 3].map((n) => featuresPerSplit("sqrt", n))).toEqual([1, 1, 1]);
    expect([1, 2, 3].map((n) => featuresPerSplit("log2", n))).toEqual([1, 1, 1]);
    expect(featuresPerSplit({ count: 155 }, 155)).toBe(155);
  });

  test("rejects more features than there are", () => {
    expect(() => featuresPerSplit({ count: 156 }, 155)).toThrow("at most the 155 features of X, received 156");
    expect(() => featuresPerSplit({ count: 156 }, 155)).toThrow(naming("maxFeatures.count"));
  });
});

describe("drawsPerTree", () => {
  test("takes all rows, a share rounded, or a count", () => {
    expect(drawsPerTree("all", 288)).toBe(288);
    expect(drawsPerTree({ fraction: 0.3 }, 288)).toBe(86);
    expect(drawsPerTree({ fraction: 0.001 }, 288)).toBe(1);
    expect(drawsPerTree({ fraction: 0.5 }, 3)).toBe(2);
    expect(drawsPerTree({ count: 5 }, 288)).toBe(5);
    expect(drawsPerTree({ count: 288 }, 288)).toBe(288);
  });

  test("rejects more rows than there are", () => {
    expect(() => drawsPerTree({ count: 289 }, 288)).toThrow(naming("maxSamples.count"));
    expect(() => drawsPerTree({ count: 289 }, 288)).toThrow("at most the 288 rows of X, received 289");
  });
});

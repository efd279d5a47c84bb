import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { accuracy, balancedAccuracy, classScores, confusionMatrix, macroF1 } from "../../src/evaluation/metrics.js";

interface Decisions {
  nClasses: number;
  yTrue: number[];
  yPred: number[];
  confusion: number[][];
  accuracy: number;
  balancedAccuracy: number;
  macroF1: number;
}

const fixture = new URL("../fixtures/evaluation/sklearnMetrics.json", import.meta.url);
const reference = JSON.parse(readFileSync(fixture, "utf8")) as { decisions: Record<string, Decisions> };

describe("confusionMatrix", () => {
  test("counts true classes in rows and predicted classes in columns", () => {
    expect(confusionMatrix([0, 0, 1], [1, 0, 1], 2)).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  test("rejects predictions of another length", () => {
    expect(() => confusionMatrix([0, 1], [0], 2)).toThrow("yPred: expected one prediction a row (2), received 1");
  });

  test("rejects a label outside the classes", () => {
    expect(() => confusionMatrix([0, 1], [0, 2], 2)).toThrow("yPred: expected labels from 0 to 1, received 2");
    expect(() => confusionMatrix([0, -1], [0, 1], 2)).toThrow("yTrue: expected labels from 0 to 1, received -1");
    expect(() => confusionMatrix([0, 0.5], [0, 1], 2)).toThrow("yTrue: expected labels from 0 to 1, received 0.5");
  });
});

describe("scores", () => {
  test("of a class are precision, recall and their harmonic mean, 0 for a class that is never predicted or found", () => {
    // Class 0: 2 of 3 found, 2 of 4 predictions right. Class 1 is not predicted, class 2 does not occur at all.
    const [first, second, third] = classScores([
      [2, 0, 0, 1],
      [2, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 1],
    ]);
    expect(first).toEqual({ precision: 2 / 4, recall: 2 / 3, f1: 4 / 7, support: 3, occurs: true });
    expect(second).toEqual({ precision: 0, recall: 0, f1: 0, support: 2, occurs: true });
    expect(third).toEqual({ precision: 0, recall: 0, f1: 0, support: 0, occurs: false });
  });

  test("of a class that is only predicted count it as one that occurs", () => {
    const [, second] = classScores([
      [1, 2],
      [0, 0],
    ]);
    expect(second).toEqual({ precision: 0, recall: 0, f1: 0, support: 0, occurs: true });
  });

  test("are 1 where every decision is right", () => {
    const confusion = confusionMatrix([0, 1, 2, 2], [0, 1, 2, 2], 3);
    expect([accuracy(confusion), balancedAccuracy(confusion), macroF1(confusion)]).toEqual([1, 1, 1]);
  });

  test("are 0 where every decision is wrong", () => {
    const confusion = confusionMatrix([0, 1, 2], [1, 2, 0], 3);
    expect([accuracy(confusion), balancedAccuracy(confusion), macroF1(confusion)]).toEqual([0, 0, 0]);
  });

  test("do not let a frequent class hide a rare one, except for accuracy", () => {
    const confusion = [
      [98, 0],
      [2, 0],
    ];
    expect(accuracy(confusion)).toBe(0.98);
    expect(balancedAccuracy(confusion)).toBe(0.5);
    // F1 of the frequent class: 2 * 98 / (98 + 100); of the rare one: 0.
    expect(macroF1(confusion)).toBeCloseTo(196 / 198 / 2, 12);
  });
});

describe.each(Object.entries(reference.decisions))("agreement with scikit-learn: %s", (_, expected) => {
  const confusion = () => confusionMatrix(expected.yTrue, expected.yPred, expected.nClasses);

  test("holds for the confusion matrix", () => {
    expect(confusion()).toEqual(expected.confusion);
  });

  // 1e-12: the same few divisions and sums, in another order.
  test("holds for the accuracy", () => {
    expect(accuracy(confusion())).toBeCloseTo(expected.accuracy, 12);
  });

  test("holds for the balanced accuracy", () => {
    expect(balancedAccuracy(confusion())).toBeCloseTo(expected.balancedAccuracy, 12);
  });

  test("holds for macro F1", () => {
    expect(macroF1(confusion())).toBeCloseTo(expected.macroF1, 12);
  });
});

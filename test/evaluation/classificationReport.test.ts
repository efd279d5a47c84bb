import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ReportRow, classificationReport } from "../../src/evaluation/classificationReport.js";

type Scores = Omit<ReportRow, "label">;
interface Expected {
  confusion: number[][];
  accuracy: number;
  classes: Record<string, Scores>;
  macroAverage: Scores;
  weightedAverage: Scores;
}

const fixture = new URL("../fixtures/evaluation/sklearnMetrics.json", import.meta.url);
const reference = JSON.parse(readFileSync(fixture, "utf8")) as { decisions: Record<string, Expected> };

function expectScores(actual: ReportRow, expected: Scores): void {
  expect(actual.precision).toBeCloseTo(expected.precision, 12);
  expect(actual.recall).toBeCloseTo(expected.recall, 12);
  expect(actual.f1).toBeCloseTo(expected.f1, 12);
  expect(actual.support).toBe(expected.support);
}

describe.each(Object.entries(reference.decisions))("agreement with scikit-learn: %s", (_, expected) => {
  const report = () =>
    classificationReport(
      expected.confusion,
      expected.confusion.map((_, label) => String(label)),
    );

  test("holds for each class that occurs", () => {
    for (const [label, scores] of Object.entries(expected.classes))
      expectScores(report().classes[Number(label)]!, scores);
  });

  test("holds for the macro average", () => {
    expectScores(report().macroAverage, expected.macroAverage);
  });

  test("holds for the weighted average", () => {
    expectScores(report().weightedAverage, expected.weightedAverage);
  });

  test("holds for the accuracy", () => {
    expect(report().accuracy).toBeCloseTo(expected.accuracy, 12);
  });
});

describe("classificationReport", () => {
  test("names its averages", () => {
    const { macroAverage, weightedAverage } = classificationReport([[1]], ["calm"]);
    expect([macroAverage.label, weightedAverage.label]).toEqual(["macro average", "weighted average"]);
  });

  test("gives a class that neither occurs nor is predicted a row of zeros", () => {
    const confusion = [
      [2, 0, 1],
      [0, 0, 0],
      [0, 0, 3],
    ];
    const [, absent] = classificationReport(confusion, ["calm", "happy", "sad"]).classes;
    expect(absent).toEqual({ label: "happy", precision: 0, recall: 0, f1: 0, support: 0 });
  });

  test("rejects names that do not match the matrix", () => {
    expect(() => classificationReport([[1]], ["calm", "sad"])).toThrow(
      "labels: expected one name a class (1), received 2",
    );
  });

  test("rejects a matrix without recordings", () => {
    expect(() => classificationReport([[0]], ["calm"])).toThrow("confusion: expected at least one recording");
  });
});

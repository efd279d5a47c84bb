import { describe, expect, test } from "vitest";
import { softmaxRows } from "../../src/linear/softmax.js";
import { fitTemperature, logLoss } from "../../src/linear/temperature.js";

/** Scores that are right three times out of four, however confident they are. */
const scores = { rows: 4, cols: 2, data: Float64Array.of(10, 0, 10, 0, 10, 0, 10, 0) };
const truth = [0, 0, 0, 1];

describe("temperature", () => {
  test("makes overconfident scores say how often they are right", () => {
    const temperature = fitTemperature(scores, truth);
    expect(softmaxRows(scores, temperature).data[0]).toBeCloseTo(0.75, 3);
  });

  test("found has the least log loss", () => {
    const best = fitTemperature(scores, truth);
    const loss = (temperature: number): number => logLoss(softmaxRows(scores, temperature), truth);
    for (const factor of [0.5, 0.9, 1.1, 2]) expect(loss(best * factor)).toBeGreaterThan(loss(best));
  });

  test("is found to a thousandth for any unit of the scores", () => {
    // Right three times in four: softmax(10 / T) = 3/4 at T = 10 / log 3.
    for (const unit of [1e-2, 1, 50]) {
      const scaled = { ...scores, data: scores.data.map((score) => unit * score) };
      expect(fitTemperature(scaled, truth) / ((10 * unit) / Math.log(3))).toBeCloseTo(1, 2.7);
    }
  });

  test("ends at the lowest or highest of the range if scores are always or never right", () => {
    expect(Math.log10(fitTemperature(scores, [0, 0, 0, 0]))).toBeLessThan(1);
    expect(Math.log10(fitTemperature(scores, [1, 1, 1, 1]))).toBeCloseTo(3, 3);
  });

  test("rejects truths of another number, and a temperature of 0", () => {
    expect(() => fitTemperature(scores, [0])).toThrow(
      /truth: expected one class a row \(4\), at least one, received 1/,
    );
    const none = { rows: 0, cols: 2, data: new Float64Array() };
    expect(() => fitTemperature(none, [])).toThrow(/truth: expected one class a row \(0\), at least one, received 0/);
    expect(() => softmaxRows(scores, 0)).toThrow(/temperature: expected a number above 0/);
  });

  test("leaves no overflow: huge scores give probabilities of 1 and 0", () => {
    expect([...softmaxRows({ rows: 1, cols: 2, data: Float64Array.of(1e6, -1e6) }).data]).toEqual([1, 0]);
  });
});

test("log loss is the mean of -log of the true class's probability, which counts as at least 1e-15", () => {
  const proba = { rows: 3, cols: 2, data: Float64Array.of(0.5, 0.5, 0.2, 0.8, 1, 0) };
  expect(logLoss(proba, [0, 1, 0])).toBeCloseTo(-(Math.log(0.5) + Math.log(0.8)) / 3, 14);
  expect(logLoss(proba, [0, 1, 1])).toBeCloseTo(-(Math.log(0.5) + Math.log(0.8) + Math.log(1e-15)) / 3, 12);
});

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

  test("rejects truths of another number, and a temperature of 0", () => {
    expect(() => fitTemperature(scores, [0])).toThrow(/truth: expected one class a row/);
    expect(() => softmaxRows(scores, 0)).toThrow(/temperature: expected a number above 0/);
  });

  test("leaves no overflow: huge scores give probabilities of 1 and 0", () => {
    expect([...softmaxRows({ rows: 1, cols: 2, data: Float64Array.of(1e6, -1e6) }).data]).toEqual([1, 0]);
  });
});

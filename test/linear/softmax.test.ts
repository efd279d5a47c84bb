import { describe, expect, test } from "vitest";
import { softmaxRows } from "../../src/linear/softmax.js";
import { matrixOf, rowsOf } from "./matrices.js";

describe("softmax", () => {
  test("treats each row by itself, and rows sum to 1", () => {
    const proba = rowsOf(softmaxRows(matrixOf([[0, Math.log(3)], [1_000, 1_000], [-5, -5 - Math.log(4)]]))); // prettier-ignore
    [[0.25, 0.75], [0.5, 0.5], [0.8, 0.2]].forEach((row, r) => row.forEach((p, k) => expect(proba[r]![k]).toBeCloseTo(p, 12))); // prettier-ignore
  });

  test.each([-1, Number.NaN])("rejects a temperature of %d", (temperature) => {
    expect(() => softmaxRows(matrixOf([[0, 1]]), temperature)).toThrow("temperature: expected a number above 0");
  });
});

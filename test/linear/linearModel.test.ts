import { describe, expect, test } from "vitest";
import { classesOf, decisionFunction, predictProba, type LinearModel } from "../../src/linear/linearModel.js";
import { matrixOf, rowsOf } from "./matrices.js";

/** Three classes on two features. */
const model: LinearModel = {
  classes: Int32Array.of(2, 5, 9),
  coef: matrixOf([[1, 0], [0, 2], [-1, 1]]), // prettier-ignore
  intercept: Float64Array.of(10, 20, 30),
};

describe("a linear model", () => {
  test("scores each class of each row by x · coef + intercept", () => {
    expect(rowsOf(decisionFunction(model, matrixOf([[1, 2], [3, -4]])))).toEqual([[11, 24, 31], [13, 12, 23]]); // prettier-ignore
  });

  test.each([1, 2, 4, 5, 8])("scores %i classes, whatever the groups of four leave over", (nClasses) => {
    const classes = Int32Array.from({ length: nClasses }, (_, k) => k);
    const coef = matrixOf(Array.from(classes, (k) => [k + 1, k * k]));
    const X = matrixOf([[1, 2], [3, -4]]); // prettier-ignore
    const expected = [
      Array.from(classes, (k) => 10 * k + (k + 1) + 2 * k * k),
      Array.from(classes, (k) => 10 * k + 3 * (k + 1) - 4 * k * k),
    ];
    const intercept = Float64Array.from(classes, (k) => 10 * k);
    expect(rowsOf(decisionFunction({ classes, coef, intercept }, X))).toEqual(expected);
  });

  test("rejects rows of another width, saying both widths", () => {
    expect(() => decisionFunction(model, matrixOf([[1, 2, 3]]))).toThrow("X: expected 2 columns, received 3");
  });

  test("gives the softmax of its scores over the temperature as probabilities", () => {
    // Scores log 1 and log 9; over a temperature of 2, log 1 and log 3.
    const two = { ...model, coef: matrixOf([[0, 0], [1, 0]]), intercept: Float64Array.of(0, 0) }; // prettier-ignore
    const x = matrixOf([[Math.log(9), 7]]);
    expect(predictProba(two, x).data[1]).toBeCloseTo(0.9, 14);
    expect(predictProba(two, x, 2).data[1]).toBeCloseTo(0.75, 14);
  });
});

describe("the classes of labels", () => {
  test("are the different ones, in the order of numbers", () => {
    expect([...classesOf([10, 9, -1, 10, 9])]).toEqual([-1, 9, 10]);
  });

  test("are at least two", () => {
    expect(() => classesOf([4, 4])).toThrow("y: expected at least two classes, received 1");
  });
});

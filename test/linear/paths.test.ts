import { describe, expect, test } from "vitest";
import { decisionFunction } from "../../src/linear/linearModel.js";
import { ridgePath } from "../../src/linear/ridgeClassifier.js";
import { ldaPath } from "../../src/linear/shrinkageLda.js";
import { TrainingRows } from "../../src/linear/trainingRows.js";
import { matrixOf, rowsOf } from "./matrices.js";

const tall = matrixOf([[1, 0], [2, 1], [0, 3], [1, 4], [5, 5]]); // prettier-ignore
const wide = matrixOf([[1, 0, 2, 5], [2, 1, 0, 1], [0, 3, 3, 0]]); // prettier-ignore

describe.each([
  ["more rows than columns", tall, [0, 0, 1, 1, 1]],
  ["more columns than rows", wide, [0, 0, 1]],
])("on %s", (_, X, y) => {
  const rows = new TrainingRows(X);

  test("a path of ridge classifiers holds the model of each penalty by itself", () => {
    const path = ridgePath(rows, y, [0.5, 3]);
    expect(path).toEqual([ridgePath(rows, y, [0.5])[0], ridgePath(rows, y, [3])[0]]);
    expect(path[0]).not.toEqual(path[1]);
  });

  test("a path of discriminant classifiers holds the model of each shrinkage by itself", () => {
    const path = ldaPath(rows, y, [0.5, 1]);
    expect(path).toEqual([ldaPath(rows, y, [0.5])[0], ldaPath(rows, y, [1])[0]]);
    expect(path[0]).not.toEqual(path[1]);
  });

  test("a ridge classifier solves its normal equations: Xcᵀ (Yc - Xc coef) = alpha coef", () => {
    const alpha = 0.7;
    const ridge = ridgePath(rows, y, [alpha])[0]!;
    const scores = decisionFunction(ridge, X);
    const residual = (r: number, k: number): number => (y[r] === k ? 1 : -1) - scores.data[2 * r + k]!;
    for (const k of [0, 1]) {
      // The intercept is not penalised, so the residuals sum to 0.
      expect(y.reduce((sum, _label, r) => sum + residual(r, k), 0)).toBeCloseTo(0, 12);
      for (let c = 0; c < X.cols; c++) {
        const product = y.reduce((sum, _label, r) => sum + residual(r, k) * X.data[r * X.cols + c]!, 0);
        expect(product).toBeCloseTo(alpha * ridge.coef.data[k * X.cols + c]!, 12);
      }
    }
  });

  test("labels of another number are rejected", () => {
    const message = `y: expected one label a row (${X.rows}), received 2`;
    expect(() => ridgePath(rows, [0, 1], [1])).toThrow(message);
    expect(() => ldaPath(rows, [0, 1], [1])).toThrow(message);
  });

  test.each([0, -1, Number.NaN])("a penalty of %d is rejected", (alpha) => {
    expect(() => ridgePath(rows, y, [1, alpha])).toThrow("alphas: expected numbers above 0");
  });

  test.each([-0.1, 1.1, Number.NaN])("a shrinkage of %d is rejected", (shrinkage) => {
    const accepts = rows.isDual ? "numbers above 0, at most 1" : "numbers from 0 to 1";
    expect(() => ldaPath(rows, y, [1, shrinkage])).toThrow(`shrinkages: expected ${accepts}, received`);
  });
});

describe("discriminant analysis", () => {
  test("needs no shrinkage where there are enough rows, and some where there are not", () => {
    expect(ldaPath(new TrainingRows(tall), [0, 0, 1, 1, 1], [0])).toHaveLength(1);
    expect(() => ldaPath(new TrainingRows(wide), [0, 0, 1], [0])).toThrow(
      "shrinkages: expected numbers above 0, at most 1",
    );
  });

  test("gives the same model by either form of its equations", () => {
    // A column of zeros changes no covariance but its mean variance: the shrinkage is raised to keep s tr(S)/p.
    const y = [0, 0, 1, 1];
    const X = matrixOf([[1, 0, 2], [2, 1, 0], [0, 3, 3], [1, 4, 4]]); // prettier-ignore
    const padded = matrixOf(rowsOf(X).map((row) => [...row, 0, 0, 0]));
    const [primal] = ldaPath(new TrainingRows(X), y, [1]);
    const [dual] = ldaPath(new TrainingRows(padded), y, [1]);
    // With a shrinkage of 1 Sw is its mean variance times I, halved by twice as many columns: the coefficients double.
    for (let k = 0; k < 2; k++)
      for (let c = 0; c < 6; c++)
        expect(dual!.coef.data[k * 6 + c]).toBeCloseTo(c < 3 ? 2 * primal!.coef.data[k * 3 + c]! : 0, 12);
  });

  test("says that rows which do not differ within their class cannot be used", () => {
    const same = matrixOf([[1, 2, 3, 4], [1, 2, 3, 4], [5, 6, 7, 9]]); // prettier-ignore
    expect(() => ldaPath(new TrainingRows(same), [0, 0, 1], [0.5])).toThrow(
      'X: expected rows that differ within their class, received "none that does"',
    );
  });
});

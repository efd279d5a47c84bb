import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { argmaxRows } from "../../src/forest/classifier.js";
import { decisionFunction, predictProba, type LinearModel } from "../../src/linear/linearModel.js";
import { ridgePath } from "../../src/linear/ridgeClassifier.js";
import { ldaPath } from "../../src/linear/shrinkageLda.js";
import { typescriptKernels } from "../../src/linear/matrixKernels.js";
import { TrainingRows } from "../../src/linear/trainingRows.js";
import { createMatrixKernels } from "../../src/models/createMatrixKernels.js";
import type { Matrix } from "../../src/shared/matrix.js";

interface Reference {
  readonly kind: "ridge" | "lda";
  readonly alpha?: number;
  readonly solver?: string;
  readonly shrinkage?: number;
  readonly priors?: "empirical" | "uniform";
  readonly decision: number[][];
  readonly proba?: number[][];
  readonly predicted: number[];
}

const { cases } = JSON.parse(readFileSync(new URL("fixtures/sklearn-linear.json", import.meta.url), "utf8")) as {
  cases: { name: string; X: number[][]; y: number[]; T: number[][]; models: Reference[] }[];
};

const matrix = (rows: number[][]): Matrix => {
  return { rows: rows.length, cols: rows[0]!.length, data: Float64Array.from(rows.flat()) };
};

/** scikit-learn gives one column of scores for two classes: the second class's, less the first's for LDA. */
function asSklearn(scores: Matrix, kind: Reference["kind"]): number[][] {
  return Array.from({ length: scores.rows }, (_, r) => {
    const of = [...scores.data.subarray(r * scores.cols, (r + 1) * scores.cols)];
    if (of.length > 2) return of;
    return [kind === "ridge" ? of[1]! : of[1]! - of[0]!];
  });
}

describe.each([typescriptKernels, createMatrixKernels()])(
  "linear classifiers beside scikit-learn's ($kind)",
  (kernels) => {
    for (const { name, X, y, T, models } of cases) {
      const rows = new TrainingRows(matrix(X), kernels);
      const unseen = matrix(T);
      for (const reference of models) {
        const { kind, alpha = 0, shrinkage = 0, priors = "empirical", solver = "" } = reference;
        const fit = (): LinearModel =>
          kind === "ridge" ? ridgePath(rows, y, [alpha])[0]! : ldaPath(rows, y, [shrinkage], priors)[0]!;
        const what = kind === "ridge" ? `ridge with alpha ${alpha}` : `LDA (${solver}, ${priors}) with ${shrinkage}`;
        test(`${what} on ${name} data scores as scikit-learn does, to 1e-6`, () => {
          const model = fit();
          const scores = asSklearn(decisionFunction(model, unseen), kind);
          scores.forEach((row, r) =>
            row.forEach((score, k) =>
              expect(Math.abs(score - reference.decision[r]![k]!)).toBeLessThan(1e-6 * (1 + Math.abs(score))),
            ),
          );
          const predicted = argmaxRows(decisionFunction(model, unseen));
          expect([...predicted].map((k) => model.classes[k])).toEqual(reference.predicted);
          if (reference.proba === undefined) return;
          const proba = predictProba(model, unseen);
          reference.proba.flat().forEach((value, i) => expect(proba.data[i]).toBeCloseTo(value, 6));
        });
      }
    }
  },
);

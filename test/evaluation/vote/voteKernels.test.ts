import { describe, expect, test } from "vitest";
import { contourNames } from "../../../src/dsp/speech/contourNames.js";
import { VoteData } from "../../../src/evaluation/vote/voteData.js";
import { fitVote, voteCandidates } from "../../../src/evaluation/vote/voteSearch.js";
import { type MatrixKernels, typescriptKernels } from "../../../src/linear/matrixKernels.js";
import { createMatrixKernels } from "../../../src/models/createMatrixKernels.js";
import { convolutionView } from "../../../src/workers/train/vote/voteSet.js";
import { voices } from "./voices.js";

const temperatures = { ridge: [1], lda: [1], vote: 1 };

/** Kernels that note which operations they were asked for. */
function noting(operations: string[]): MatrixKernels {
  return {
    kind: "typescript",
    gram(X) {
      operations.push("gram");
      return typescriptKernels.gram(X);
    },
    choleskyFactor(A) {
      operations.push("choleskyFactor");
      return typescriptKernels.choleskyFactor(A);
    },
    weightedRowSums(X, B) {
      operations.push("weightedRowSums");
      return typescriptKernels.weightedRowSums(X, B);
    },
  };
}

describe.each([
  // LDA and ridge share the Gram matrix of rows; each has its own of columns.
  ["more columns than rows", 70, ["gram", "choleskyFactor", "choleskyFactor"]],
  ["more rows than columns", 10, ["gram", "choleskyFactor", "gram", "choleskyFactor"]],
])("with %s", (_, nColumns, operations) => {
  const rows = voices({ speakers: 4, perClass: 4, nColumns });
  const everyRow = Int32Array.from(rows.y.keys());
  const fit = (kernels?: MatrixKernels): unknown =>
    fitVote([new VoteData(rows, kernels)], everyRow, voteCandidates[0]!, temperatures);

  test("a vote computes its matrices with the kernels of its data", () => {
    const noted: string[] = [];
    fit(noting(noted));
    expect(noted.filter((each) => each !== "weightedRowSums")).toEqual(operations);
    expect(noted).toContain("weightedRowSums");
  });

  test("a vote fitted in WebAssembly is the one fitted in TypeScript, to the last bit", () => {
    const kernels = createMatrixKernels();
    expect(kernels.kind).toBe("wasm-simd");
    expect(fit(kernels)).toEqual(fit());
  });
});

test("a view of random convolutions has the kernels of the data it was made from", () => {
  const kernels = noting([]);
  const rows = voices({ speakers: 2, perClass: 2, nColumns: 3 });
  const data = new VoteData(rows, kernels);
  const contours = Array.from(rows.y, (_, r) =>
    Float32Array.from({ length: 30 * contourNames.length }, (_, i) => Math.sin(i * (r + 1))),
  );
  const settings = { seed: 1, perDilation: 4 };
  const { data: view } = convolutionView({ contours, settings }, data, Int32Array.from(rows.y.keys()));
  expect(view.kernels).toBe(kernels);
});

import { expect, test } from "vitest";
import { VoteData } from "../../../src/evaluation/vote/voteData.js";
import { typescriptKernels } from "../../../src/linear/matrixKernels.js";
import { perCorpus } from "../../../src/workers/train/vote/crossCorpus.js";
import { matrix } from "../../../src/dsp/index.js";

test("standardised per corpus, a data set that is only louder and more spread out equals the other", () => {
  const quiet = [
    [1, 10],
    [3, 14],
    [2, 8],
    [4, 16],
  ];
  const loud = quiet.map((row) => row.map((value) => 100 + 7 * value));
  const X = matrix([...quiet, ...loud]);
  const kernels = { ...typescriptKernels };
  const functionals = new VoteData(
    {
      X,
      y: Int32Array.from([0, 1, 0, 1, 0, 1, 0, 1]),
      nAsked: 2,
      speakers: [0, 0, 1, 1, 2, 2, 3, 3],
    },
    kernels,
  );
  const recordings = [...Array.from({ length: 4 }, () => "quiet"), ...Array.from({ length: 4 }, () => "loud")].map(
    (dataset) => ({ dataset }),
  );
  const { rows, kernels: kept } = perCorpus({ set: { recordings } as never, functionals });
  expect(kept).toBe(kernels);
  const [first, second] = [rows.X.data.slice(0, 8), rows.X.data.slice(8)];
  first.forEach((value, i) => expect(second[i]).toBeCloseTo(value, 12));
  expect(first.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
});

test("copies are standardised with their data set's own figures, as its recordings are", () => {
  const X = matrix([[1], [3], [2], [6]]);
  const of = { y: Int32Array.of(0, 1, 0, 1), nAsked: 2, speakers: [0, 0, 1, 1] };
  const functionals = new VoteData({ X, ...of, copies: [X] });
  const recordings = Array.from({ length: 4 }, () => ({ dataset: "one" }));
  const { rows } = perCorpus({ set: { recordings } as never, functionals });
  expect(rows.copies).toEqual([rows.X]);
});

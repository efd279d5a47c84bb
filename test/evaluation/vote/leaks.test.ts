import { describe, expect, test } from "vitest";
import { confusionMatrix, macroF1 } from "../../../src/evaluation/metrics.js";
import {
  crossTextPredictions,
  nestedVoteFold,
  voteFolds,
  type VoteFold,
} from "../../../src/evaluation/vote/nestedVote.js";
import { VoteData, type VoteRows } from "../../../src/evaluation/vote/voteData.js";
import { fitVote, searchVote, voteCandidates } from "../../../src/evaluation/vote/voteSearch.js";
import { argmaxRows } from "../../../src/forest/classifier.js";
import { contourNames } from "../../../src/dsp/speech/contourNames.js";
import { convolutionView } from "../../../src/workers/train/vote/voteSet.js";
import { shuffledWithinSpeakers, voices } from "./voices.js";

/** Macro F1 of the whole nested cross-validation on new speakers. */
function nestedScore(rows: VoteRows): number {
  const data = new VoteData(rows);
  const judged = voteFolds(rows.speakers, 3).map((fold) =>
    nestedVoteFold([data], fold, [], 7, [], voteCandidates.slice(0, 2)),
  );
  const predicted = judged.flatMap(({ unheard }) => [...argmaxRows(unheard.proba)]);
  const truth = judged.flatMap(({ unheard }) => unheard.rows.map((row) => rows.y[row]!));
  return macroF1(confusionMatrix(truth, predicted, rows.nAsked));
}

/** Changes the values and labels of some rows. */
function poisoned(rows: VoteRows, held: Int32Array): VoteRows {
  const X = { ...rows.X, data: Float64Array.from(rows.X.data) };
  const y = Int32Array.from(rows.y);
  for (const row of held) {
    for (let c = 0; c < X.cols; c++) X.data[row * X.cols + c] = 1e6 * ((c % 7) - 3);
    y[row] = (y[row]! + 1) % rows.nAsked;
  }
  return { ...rows, X, y };
}

describe("what is held out leaks into nothing", () => {
  test("labels shuffled within each speaker are recognised by chance alone, though true ones are recognised well", () => {
    const rows = voices();
    expect(nestedScore(rows)).toBeGreaterThan(0.8);
    const scores = [1, 2, 3, 4].map((seed) => nestedScore(shuffledWithinSpeakers(rows, seed)));
    const mean = scores.reduce((sum, score) => sum + score) / scores.length;
    expect(mean).toBeGreaterThan(0.13);
    expect(mean).toBeLessThan(0.35);
  });

  test("no speaker, and so no trial, lies on both sides of a fold", () => {
    const { speakers } = voices();
    for (const { train, test: held } of voteFolds(speakers, 3)) {
      const learnt = new Set(Array.from(train, (row) => speakers[row]!));
      expect([...held].filter((row) => learnt.has(speakers[row]!))).toEqual([]);
      expect(train.length + held.length).toBe(speakers.length);
    }
  });

  test("poisoned rows of held-out speakers change neither standardisation, selection, calibration nor fit", () => {
    const rows = voices();
    const [fold] = voteFolds(rows.speakers, 3);
    const fitted = (of: VoteRows): unknown => {
      const data = new VoteData(of);
      const search = searchVote([data], fold!.train, voteCandidates, 3);
      return { search, vote: fitVote([data], fold!.train, voteCandidates[search.best]!, search.temperatures) };
    };
    expect(fitted(poisoned(rows, fold!.test))).toEqual(fitted(rows));
    expect(fitted(poisoned(rows, fold!.train.slice(0, 3)))).not.toEqual(fitted(rows)); // the check can fail
  });

  test("poisoned copies of held-out recordings change nothing, and a copy never stands for its recording", () => {
    const rows = voices();
    const [fold] = voteFolds(rows.speakers, 3);
    const copy = { ...rows.X, data: rows.X.data.map((value, i) => value + 0.3 * Math.sin(i)) };
    const fitted = (copies: VoteRows["copies"]): VoteFold =>
      nestedVoteFold([new VoteData({ ...rows, copies: copies! })], fold!, [], 7, [], voteCandidates.slice(0, 2));
    const poisonedCopy = (held: Int32Array): VoteRows["copies"] => [poisoned({ ...rows, X: copy }, held).X];
    const honest = fitted([copy]);
    expect(fitted(poisonedCopy(fold!.test))).toEqual(honest);
    expect(fitted(poisonedCopy(fold!.train.slice(0, 3)))).not.toEqual(honest); // the check can fail
    expect(honest.unheard.rows).toEqual([...fold!.test]);
  });

  test("a recording that is judged as an enrolled speaker's is not among the enrolled ones", () => {
    const rows = voices({ perClass: 3 });
    const data = new VoteData(rows);
    const [fold] = voteFolds(rows.speakers, 3);
    const { enrolment } = nestedVoteFold([data], fold!, [], 7, [], voteCandidates.slice(0, 1));
    const totals = new Map<number, number>();
    for (const { n, confusion } of enrolment.results)
      totals.set(n, (totals.get(n) ?? 0) + confusion.flat().reduce((sum, count) => sum + count));
    const own = 12;
    // Two held-out speakers and, but for n = 0, twenty draws each: what is judged are the others of its twelve.
    const judged = Object.fromEntries([1, 2, 5].map((n) => [n, 2 * 20 * (own - n)]));
    expect(Object.fromEntries(totals)).toEqual({ 0: 2 * own, ...judged });
  });

  test("poisoned contours of held-out speakers change neither the random convolutions nor the vote that sees them", () => {
    const rows = voices();
    const data = new VoteData(rows);
    const [fold] = voteFolds(rows.speakers, 3);
    const settings = { seed: 3, perDilation: 4 };
    const contours = (poisonedRows: Int32Array): Float32Array[] =>
      Array.from(rows.y, (label, r) => {
        const scale = poisonedRows.includes(r) ? 1e9 : 3;
        return Float32Array.from({ length: 20 * contourNames.length }, (_, i) => scale * Math.sin((label + 1) * i + r));
      });
    const fitted = (poisonedRows: Int32Array): unknown => {
      const view = convolutionView({ contours: contours(poisonedRows), settings }, data, fold!.train);
      const views = [data, view.data];
      const search = searchVote(views, fold!.train, voteCandidates.slice(0, 2), 3);
      const vote = fitVote(views, fold!.train, voteCandidates[search.best]!, search.temperatures);
      return { convolutions: view.fitted, search, vote };
    };
    const honest = fitted(Int32Array.of());
    expect(fitted(fold!.test)).toEqual(honest);
    expect(fitted(fold!.train.slice(0, 3))).not.toEqual(honest); // the check can fail
  });
});

describe("a nested fold", () => {
  test("gives probabilities that sum to 1 for each asked recording of its speakers, and for no other", () => {
    const rows = voices({ nClasses: 5, nAsked: 3 });
    const data = new VoteData(rows);
    const [fold] = voteFolds(rows.speakers, 3);
    const judged: VoteFold = nestedVoteFold([data], fold!, [4], 7, [], voteCandidates.slice(0, 1));
    expect(judged.unheard.rows).toEqual([...fold!.test].filter((row) => rows.y[row]! < 3));
    const { rows: n, cols, data: proba } = judged.unheard.proba;
    expect(cols).toBe(3);
    for (let r = 0; r < n; r++)
      expect(proba.subarray(r * 3, r * 3 + 3).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
  });

  test("answers about each half of the sentences by what the other half taught", () => {
    const rows = voices();
    const [fold] = voteFolds(rows.speakers, 3);
    const texts = Array.from(rows.y.keys(), (r) => r % 2);
    const temperatures = { ridge: [1], lda: [1], vote: 1 };
    const answersWhere = (y: Int32Array): Map<number, number> => {
      const data = new VoteData({ ...rows, y });
      const across = crossTextPredictions([data], fold!, texts, voteCandidates[0]!, temperatures);
      return new Map(across.rows.map((row, i) => [row, across.predicted[i]!]));
    };
    const answers = answersWhere(rows.y);
    expect([...answers.keys()].sort((a, b) => a - b)).toEqual([...fold!.test]);
    // Wrong labels for the first sentence do not change its predictions, but those for the second.
    const wrong = answersWhere(
      rows.y.map((label, r) => (texts[r] === 0 && fold!.train.includes(r) ? (label + 1) % 4 : label)),
    );
    const changed = [...answers].filter(([row, answer]) => wrong.get(row) !== answer).map(([row]) => texts[row]);
    expect(new Set(changed)).toEqual(new Set([1]));
    expect(
      crossTextPredictions(
        [new VoteData(rows)],
        fold!,
        texts.map(() => 1),
        voteCandidates[0]!,
        temperatures,
      ).rows,
    ).toEqual([]);
  });

  test("is rejected with a message where too few speakers are left to search among", () => {
    const rows = voices({ speakers: 2 });
    const [fold] = voteFolds(rows.speakers, 2);
    expect(() => nestedVoteFold([new VoteData(rows)], fold!, [], 7)).toThrow(/at least 2 different actors/);
  });

  test("is rejected with a message if there is only one emotion", () => {
    const rows = voices({ nClasses: 1 });
    const everyRow = Int32Array.from(rows.y.keys());
    expect(() => searchVote([new VoteData(rows)], everyRow, voteCandidates, 3)).toThrow(
      /at least two of the requested emotions/,
    );
  });

  test("works in the primal form too, with more recordings than columns", () => {
    const rows = voices({ nColumns: 8, perClass: 6 });
    expect(nestedScore(rows)).toBeGreaterThan(0.5);
  });
});

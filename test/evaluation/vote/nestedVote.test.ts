import { describe, expect, test } from "vitest";
import { crossTextPredictions, nestedVoteFold, trainedOn, voteFolds } from "../../../src/evaluation/vote/nestedVote.js";
import { VoteData } from "../../../src/evaluation/vote/voteData.js";
import { voteCandidates } from "../../../src/evaluation/vote/voteSearch.js";
import { argmaxRows } from "../../../src/forest/classifier.js";
import { voices } from "./voices.js";

const rows = voices({ nClasses: 4, nAsked: 3, nColumns: 12 });
const data = new VoteData(rows);
const [fold] = voteFolds(rows.speakers, 3);
const temperatures = { ridge: [1], lda: [1], vote: 1 };
const acrossTexts = (texts: readonly number[], y = rows.y) =>
  crossTextPredictions([new VoteData({ ...rows, y })], fold!, texts, voteCandidates[0]!, temperatures);

describe("a vote trained on some rows", () => {
  test("predicts others of the run's classes as the nested fold does", () => {
    const { unheard, crossText } = nestedVoteFold([data], fold!, [], 7);
    const trained = trainedOn([data], fold!.train, fold!.test);
    expect(trained.rows).toEqual([...fold!.test].filter((r) => rows.y[r]! < 3));
    expect(trained.rows).toEqual(unheard.rows);
    expect(trained.predicted).toEqual([...argmaxRows(unheard.proba)]);
    expect(crossText).toEqual({ rows: [], predicted: [] });
  });
});

describe("predictions across sentences", () => {
  test("are part of a nested fold whose sentences are known", () => {
    const texts = Array.from(rows.y, (_, r) => r % 2);
    const { crossText } = nestedVoteFold([data], fold!, [], 7, texts, voteCandidates.slice(0, 1));
    expect(crossText.rows.toSorted((a, b) => a - b)).toEqual([...fold!.test].filter((r) => rows.y[r]! < 3));
    const right = crossText.rows.filter((r, i) => crossText.predicted[i] === rows.y[r]).length;
    expect(right / crossText.rows.length).toBeGreaterThan(0.6);
  });

  test("come from the lower and the upper half of the sentences, in whatever order they appear", () => {
    const texts = Array.from(rows.y, (_, r) => [2, 0, 1][r % 3]!);
    const { train } = fold!;
    const wrong = rows.y.map((label, r) => (texts[r] === 0 && train.includes(r) ? (label + 1) % 3 : label));
    const [honest, changed] = [acrossTexts(texts), acrossTexts(texts, wrong)];
    expect(changed.rows).toEqual(honest.rows);
    const differing = honest.rows.filter((_, i) => honest.predicted[i] !== changed.predicted[i]);
    // The halves are 0 and 1, and 2: only predictions for the latter come from sentence 0.
    expect(new Set(differing.map((r) => texts[r]))).toEqual(new Set([2]));
  });

  test("leave out the half that a vote cannot learn from the other", () => {
    // Sentence 1 is always said in the first emotion; sentence 0 in two.
    const texts = Array.from(rows.y, (_, r) => r % 2);
    const y = rows.y.map((_, r) => (r % 2 === 1 ? 0 : r % 4 === 0 ? 0 : 1));
    const { rows: predicted } = acrossTexts(texts, y);
    expect(predicted).toEqual([...fold!.test].filter((r) => texts[r] === 1));
  });
});

import { expect, test } from "vitest";
import { VoteData, type ViewModels } from "../../../src/evaluation/vote/voteData.js";
import { fitVote, searchVote, voteCandidates } from "../../../src/evaluation/vote/voteSearch.js";
import { voices } from "./voices.js";

const rows = voices();
const everyRow = Int32Array.from(rows.y.keys());
const ldaAlone: ViewModels = { hasRidge: false, shrinkageShare: 0.5, weight: 3 };
const candidate = { ridgePenalty: 0.3, ldaShrinkage: 0.8 };
const usual = new VoteData(rows);
const other = new VoteData({ ...rows, models: ldaAlone });

test("a view votes with a ridge classifier and LDA unless its data say otherwise", () => {
  const temperatures = { ridge: [0.5, undefined], lda: [2, 3], vote: 1 };
  const { members } = fitVote([usual, other], everyRow, candidate, temperatures);
  expect(
    members.map(({ kind, view, penalty, temperature, weight }) => [kind, view, penalty, temperature, weight]),
  ).toEqual([
    ["ridge", 0, 0.3, 0.5, 1],
    ["lda", 0, 0.8, 2, 1],
    ["lda", 1, 0.4, 3, 3],
  ]);
});

test("a view's LDA is shrunk by its share of the candidate's shrinkage", () => {
  const temperatures = { ridge: [1], lda: [1], vote: 1 };
  const ofShare = fitVote([other], everyRow, candidate, temperatures).members.at(-1);
  const ofWhole = fitVote([usual], everyRow, { ...candidate, ldaShrinkage: 0.4 }, temperatures).members.at(-1);
  expect(ofShare!.model).toEqual(ofWhole!.model);
});

test("a search calibrates the models that each view has, and no others", () => {
  const { temperatures, scores } = searchVote([usual, other], everyRow, voteCandidates, 3);
  const alone = searchVote([other], everyRow, voteCandidates, 3);
  expect(temperatures.ridge).toEqual([expect.any(Number), undefined]);
  expect(temperatures.lda[1]).toBe(alone.temperatures.lda[0]);
  // Without a ridge classifier, its penalty changes nothing.
  const byShrinkage = (of: readonly number[]): number[][] =>
    [0.8, 0.9, 0.6].map((shrinkage) => of.filter((_, i) => voteCandidates[i]!.ldaShrinkage === shrinkage));
  for (const same of byShrinkage(alone.scores)) expect(new Set(same).size).toBe(1);
  expect(scores).toHaveLength(voteCandidates.length);
});

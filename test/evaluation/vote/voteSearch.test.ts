import { describe, expect, test } from "vitest";
import { actorFolds } from "../../../src/evaluation/folds.js";
import { confusionMatrix, macroF1 } from "../../../src/evaluation/metrics.js";
import { seededRandom, shuffled } from "../../../src/evaluation/seededRandom.js";
import { VoteData, type VoteRows } from "../../../src/evaluation/vote/voteData.js";
import {
  fitVote,
  searchVote,
  type VoteCandidate,
  type VoteTemperatures,
} from "../../../src/evaluation/vote/voteSearch.js";
import { argmaxRows } from "../../../src/forest/classifier.js";
import { decisionFunction } from "../../../src/linear/linearModel.js";
import { ridgePath } from "../../../src/linear/ridgeClassifier.js";
import { ldaPath } from "../../../src/linear/shrinkageLda.js";
import { softmaxRows } from "../../../src/linear/softmax.js";
import { logarithms, type VoteMember, weightedMean } from "../../../src/linear/speakerVote.js";
import { fitTemperature } from "../../../src/linear/temperature.js";
import { type Matrix, row, stacked } from "../../../src/shared/matrix.js";
import { voices } from "./voices.js";

const everyRow = ({ y }: VoteRows): Int32Array => Int32Array.from(y.keys());
const uncalibrated: VoteTemperatures = { ridge: [1, 1], lda: [1, 1], vote: 1 };
const few: readonly VoteCandidate[] = [
  { ridgePenalty: 0.3, ldaShrinkage: 0.8 },
  { ridgePenalty: 30, ldaShrinkage: 0.8 },
  { ridgePenalty: 0.3, ldaShrinkage: 0.2 },
];

/** The same recordings with other numbers: the squares of every second column. */
function otherView({ X, ...rest }: VoteRows): VoteRows {
  const cols = Math.floor(X.cols / 2);
  const data = Float64Array.from({ length: X.rows * cols }, (_, i) => {
    const value = X.data[Math.floor(i / cols) * X.cols + 2 * (i % cols)]!;
    return value * Math.abs(value);
  });
  return { ...rest, X: { rows: X.rows, cols, data } };
}

/** What a search is to find, step by step, with one fit for each candidate and fold. */
function searchedByDefinition(
  views: readonly VoteData[],
  train: Int32Array,
  candidates: readonly VoteCandidate[],
  folds: ReturnType<typeof actorFolds>,
) {
  const { y, nAsked, speakers } = views[0]!.rows;
  const isAsked = (r: number): boolean => y[r]! < nAsked;
  const tried = candidates.map((candidate) => {
    const asNew: { r: number; scores: Matrix[] }[] = [];
    const asEnrolled: typeof asNew = [];
    let members: readonly VoteMember[] = [];
    for (const fold of folds) {
      const vote = fitVote(
        views,
        fold.train.map((i) => train[i]!),
        candidate,
        uncalibrated,
      );
      members = vote.members;
      const scoresOf = (standardised: readonly Matrix[]): Matrix[] =>
        vote.members.map(({ model, view }) => decisionFunction(model, standardised[view]!));
      const held = Array.from(fold.test, (i) => train[i]!);
      for (const r of held.filter(isAsked))
        asNew.push({ r, scores: scoresOf(views.map((view, v) => view.asNewSpeakers(vote.priors[v]!, [r]))) });
      for (const speaker of new Set(held.map((r) => speakers[r]!))) {
        const own = shuffled(
          held.filter((r) => speakers[r] === speaker),
          seededRandom(0, speaker),
        );
        const nEnrolled = Math.min(20, Math.floor(own.length / 2));
        if (nEnrolled === 0) continue;
        for (const r of own.slice(nEnrolled).filter(isAsked)) {
          const enrolled = own.slice(0, nEnrolled);
          const standardised = views.map((view, v) => view.asEnrolled(vote.priors[v]!, enrolled, [r]));
          asEnrolled.push({ r, scores: scoresOf(standardised) });
        }
      }
    }
    for (const list of [asNew, asEnrolled]) list.sort((a, b) => a.r - b.r);
    const truth = asNew.map(({ r }) => y[r]!);
    const joined = (list: typeof asNew): Matrix[] =>
      asNew[0]!.scores.map((_, member) =>
        stacked(
          list.map(({ scores }) => scores[member]!),
          nAsked,
        ),
      );
    const temperatures = joined(asNew).map((scores) => fitTemperature(scores, truth));
    const voteOf = (list: typeof asNew): Matrix =>
      weightedMean(
        joined(list).map((scores, member) => softmaxRows(scores, temperatures[member])),
        members.map(({ weight }) => weight!),
      );
    const temperaturesOf = (kind: VoteMember["kind"]): number[] =>
      temperatures.filter((_, member) => members[member]!.kind === kind);
    return {
      score: macroF1(confusionMatrix(truth, argmaxRows(voteOf(asNew)), nAsked)),
      ridge: temperaturesOf("ridge"),
      lda: temperaturesOf("lda"),
      vote: fitTemperature(logarithms(voteOf(asNew)), truth),
      enrolled:
        asEnrolled.length === 0
          ? undefined
          : fitTemperature(
              logarithms(voteOf(asEnrolled)),
              asEnrolled.map(({ r }) => y[r]!),
            ),
    };
  });
  let best = 0;
  tried.forEach(({ score }, i) => {
    if (score > tried[best]!.score + 0.02) best = i;
  });
  return { scores: tried.map(({ score }) => score), best, ...tried[best]! };
}

function expectSearch(
  views: readonly VoteRows[],
  groups: readonly number[],
  { train = everyRow(views[0]!), nSplits = 3, strata = undefined as readonly number[] | undefined } = {},
) {
  const data = views.map((view) => new VoteData(view));
  const folds = actorFolds(
    Array.from(train, (r) => groups[r]!),
    nSplits,
    train.map((r) => views[0]!.y[r]!),
    strata && Array.from(train, (r) => strata[r]!),
  );
  const expected = searchedByDefinition(data, train, few, folds);
  const found = searchVote(data, train, few, nSplits);
  expect(found.scores.map((score) => score.toFixed(9))).toEqual(expected.scores.map((score) => score.toFixed(9)));
  expect(found.best).toBe(expected.best);
  const { ridge, lda, vote, enrolled } = found.temperatures;
  const rounded = (numbers: readonly (number | undefined)[]): (string | undefined)[] =>
    numbers.map((each) => each?.toPrecision(9));
  const ofRidge = ridge.filter((temperature) => temperature !== undefined);
  expect(rounded([...ofRidge, ...lda, vote, enrolled])).toEqual(
    rounded([...expected.ridge, ...expected.lda, expected.vote, expected.enrolled]),
  );
  return found;
}

describe("the search for a vote", () => {
  const rows = voices({ speakers: 5, nClasses: 4, nAsked: 3, nColumns: 9, perClass: 3, spread: 1 });

  test("scores and calibrates each candidate on speakers that its models have not seen", () => {
    expectSearch([rows], rows.speakers);
  });

  test("averages the models of all views", () => {
    expectSearch([rows, otherView(rows)], rows.speakers);
  });

  test("gives each view the models and the weight that it states", () => {
    const models = { hasRidge: false, shrinkageShare: 0.5, weight: 3 };
    expectSearch([rows, { ...otherView(rows), models }], rows.speakers);
  });

  test("uses no rows but those given", () => {
    expectSearch([rows], rows.speakers, { train: everyRow(rows).filter((r) => r % 5 !== 2), nSplits: 2 });
  });

  test("enrols at most twenty recordings of a speaker to calibrate on the others", () => {
    const long = voices({ speakers: 3, nClasses: 3, nColumns: 4, perClass: 15, spread: 1 });
    expectSearch([long], long.speakers);
  });

  test("balances the classes over the folds of many speakers", () => {
    const many = voices({ speakers: 27, nClasses: 3, nColumns: 4, perClass: 1 });
    const uneven = everyRow(many).filter((r) => r % 5 !== 1 && r % 7 !== 1);
    expectSearch([many], many.speakers, { train: uneven, nSplits: 3 });
  });

  test("holds out groups of speakers together, and then does not balance genders", () => {
    const groups = rows.speakers.map((speaker) => Math.ceil(speaker / 2));
    const genders = rows.speakers.map((speaker) => Number(speaker < 3));
    expectSearch([{ ...rows, groups, genders }], groups, { nSplits: 2 });
  });

  test("holds out speakers if all belong to one group, with the genders spread over the folds", () => {
    const genders = rows.speakers.map((speaker) => Number(speaker < 3));
    expectSearch([{ ...rows, groups: rows.speakers.map(() => 7), genders }], rows.speakers, { strata: genders });
    const pairs = rows.speakers.map((speaker) => Number(speaker > 2));
    expectSearch([{ ...rows, groups: pairs }], pairs);
  });

  test("calibrates for enrolled speakers on those with recordings enough for both", () => {
    // Speaker 5 has one recording, and speaker 4 after its enrolled ones no recording of the run's classes.
    const kept = everyRow(rows).filter((r) => rows.speakers[r] !== 5 || r === 48);
    const others = { ...rows, y: rows.y.map((label, r) => (rows.speakers[r] === 4 ? 3 : label)) };
    expectSearch([others], others.speakers, { train: kept });
    const single = voices({ speakers: 12, nClasses: 3, nColumns: 4, perClass: 1 });
    const one = everyRow(single).filter((r) => r % 3 === Math.floor(r / 3) % 3);
    const { temperatures } = expectSearch([single], single.speakers, { train: one });
    expect(temperatures).not.toHaveProperty("enrolled");
  });

  test("prefers an earlier candidate unless a later one leads clearly", () => {
    const best = new Set<number>();
    for (let seed = 1; seed < 25; seed++) {
      const noisy = voices({ speakers: 3, nClasses: 3, nColumns: 3, perClass: 5, spread: 1, seed });
      const found = searchVote([new VoteData(noisy)], everyRow(noisy), few, 3);
      let expected = 0;
      found.scores.forEach((score, i) => {
        if (score > found.scores[expected]! + 0.02) expected = i;
      });
      expect(found.best).toBe(expected);
      best.add(found.best);
    }
    expect(best).toEqual(new Set([0, 1, 2]));
  });
});

describe("a fitted vote", () => {
  const rows = voices({ speakers: 4, nClasses: 4, nAsked: 3, nColumns: 9 });
  // Classes of different size: LDA is to take all for equally likely.
  const train = everyRow(rows).filter((r) => rows.y[r] !== 1 || r % 2 === 0);
  const candidate = { ridgePenalty: 0.7, ldaShrinkage: 0.6 };

  test("has ridge on the run's classes, and LDA on all of which it keeps the run's", () => {
    const data = new VoteData(rows);
    const { priors, members } = fitVote([data], train, candidate, { ridge: [2], lda: [3], vote: 4 });
    const [ridge, lda] = members;
    expect(priors).toEqual([data.priorOf(train)]);
    expect(ridge).toMatchObject({ kind: "ridge", view: 0, penalty: 0.7, temperature: 2 });
    expect(lda).toMatchObject({ kind: "lda", view: 0, penalty: 0.6, temperature: 3 });

    const training = data.asTraining(priors[0]!, train);
    const asked = Int32Array.from(training.y.keys()).filter((i) => training.y[i]! < 3);
    const [ridgeModel] = ridgePath(
      training.rows.select(asked),
      asked.map((i) => training.y[i]!),
      [0.7 * 9],
    );
    const [ldaModel] = ldaPath(training.rows, training.y, [0.6], "uniform");
    expect(ridge!.model).toEqual(ridgeModel);
    expect([...lda!.model.classes]).toEqual([0, 1, 2]);
    for (const k of [0, 1, 2]) {
      expect(row(lda!.model.coef, k)).toEqual(row(ldaModel!.coef, k));
      expect(lda!.model.intercept[k]).toBe(ldaModel!.intercept[k]);
    }
  });

  test("has a temperature for enrolled speakers if one was found", () => {
    const data = new VoteData(rows);
    const found = { ridge: [1], lda: [1], vote: 2 };
    expect(fitVote([data], train, candidate, { ...found, enrolled: 0.5 })).toMatchObject({
      temperature: 2,
      enrolledTemperature: 0.5,
    });
    expect(fitVote([data], train, candidate, found)).not.toHaveProperty("enrolledTemperature");
  });

  test("never gives a class that its training rows lack", () => {
    const two = train.filter((r) => rows.y[r] !== 1);
    const { members } = fitVote([new VoteData(rows)], two, candidate, uncalibrated);
    for (const { model } of members) {
      expect([...model.classes]).toEqual([0, 1, 2]);
      expect(model.intercept[1]).toBeLessThan(-1e5);
      expect(Math.min(model.intercept[0]!, model.intercept[2]!)).toBeGreaterThan(-1e3);
    }
  });

  test("needs two of the run's classes", () => {
    const one = train.filter((r) => rows.y[r] === 0 || rows.y[r] === 3);
    expect(() => fitVote([new VoteData(rows)], one, candidate, uncalibrated)).toThrow(
      "y: expected at least two of the requested emotions, received 1",
    );
  });
});

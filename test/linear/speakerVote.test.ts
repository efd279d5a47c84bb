import { describe, expect, test } from "vitest";
import {
  logarithms,
  sharpened,
  type SpeakerVote,
  temperatureOf,
  type VoteMember,
  voteContributions,
  voteProba,
  weightedMean,
} from "../../src/linear/speakerVote.js";

const vote: SpeakerVote = {
  priors: [{ mean: Float64Array.of(0, 0), sd: Float64Array.of(1, 1) }],
  members: [
    {
      kind: "ridge",
      view: 0,
      penalty: 1,
      temperature: 1,
      model: {
        classes: Int32Array.of(0, 1),
        coef: { rows: 2, cols: 2, data: Float64Array.of(1, 0, 0, 1) },
        intercept: Float64Array.of(0, 0),
      },
    },
  ],
  temperature: 2,
  enrolledTemperature: 0.5,
};

describe("a vote's temperature", () => {
  test("is the new speakers' without enrolled recordings and nears the enrolled ones' with many", () => {
    expect(temperatureOf(vote, 0)).toBe(2);
    expect(temperatureOf(vote, 2)).toBeCloseTo(1, 12); // halfway, as the speaker's own mean then weighs as much as the usual
    expect(temperatureOf(vote, 1e9)).toBeCloseTo(0.5, 6);
  });

  test("is the same for all speakers if a vote was calibrated on new ones alone", () => {
    expect(temperatureOf({ temperature: 2 }, 20)).toBe(2);
  });

  test("makes an answer surer for an enrolled speaker whose statistics are the usual ones", () => {
    const x = { rows: 1, cols: 2, data: Float64Array.of(1, -1) };
    // 20 recordings of mean 0 and variance 1: the speaker is measured as a new one is.
    const usual = { n: 20, mean: Float64Array.of(0, 0), sumSquares: Float64Array.of(19, 19) };
    const [asNew] = voteProba(vote, [x]).data;
    const [asEnrolled] = voteProba(vote, [x], [usual]).data;
    expect(asNew).toBeCloseTo(1 / (1 + Math.exp(-2 / 2)), 12);
    expect(asEnrolled).toBeCloseTo(1 / (1 + Math.exp(-2 / temperatureOf(vote, 20))), 12);
    expect(asEnrolled!).toBeGreaterThan(asNew!);
  });
});

/** Two members on the first view and one on a second view of one column. */
const mixed: SpeakerVote = {
  priors: [
    { mean: Float64Array.of(1, 2), sd: Float64Array.of(2, 4) },
    { mean: Float64Array.of(10), sd: Float64Array.of(5) },
  ],
  members: [
    { ...vote.members[0]!, temperature: 2 },
    {
      ...vote.members[0]!,
      kind: "lda",
      model: {
        classes: Int32Array.of(0, 1),
        coef: { rows: 2, cols: 2, data: Float64Array.of(0, 3, 1, -1) },
        intercept: Float64Array.of(0.5, -0.5),
      },
    },
    {
      ...vote.members[0]!,
      view: 1,
      model: {
        classes: Int32Array.of(0, 1),
        coef: { rows: 2, cols: 1, data: Float64Array.of(2, 0) },
        intercept: Float64Array.of(0, 0),
      },
    },
  ],
  temperature: 1,
};

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe("a vote", () => {
  test("is the mean of its members' probabilities, each on its own view, standardised by that view's prior", () => {
    const first = { rows: 1, cols: 2, data: Float64Array.of(3, 6) }; // standardised: 1, 1
    const second = { rows: 1, cols: 1, data: Float64Array.of(12) }; // 0.4
    const members = [sigmoid((1 - 1) / 2), sigmoid(3.5 - -0.5), sigmoid(0.8)];
    const [proba, other] = voteProba(mixed, [first, second]).data;
    expect(proba).toBeCloseTo((members[0]! + members[1]! + members[2]!) / 3, 12);
    expect(other).toBeCloseTo(1 - proba!, 12);
  });

  test("counts each member by its weight, in its probabilities and its contributions", () => {
    const x = { rows: 1, cols: 2, data: Float64Array.of(3, 6) };
    const [ridge, lda] = mixed.members as unknown as [VoteMember, VoteMember];
    const weighted = { ...mixed, members: [ridge, { ...lda, weight: 3 }] };
    const alone = [ridge, lda].map((member) => ({ ...mixed, members: [member] }));
    const [ofRidge, ofLda] = alone.map((each) => voteProba(each, [x]).data[0]!) as [number, number];
    expect(voteProba(weighted, [x]).data[0]).toBeCloseTo((ofRidge + 3 * ofLda) / 4, 12);
    const [r, l] = alone.map((each) => voteContributions(each, x.data, 0)) as [Float64Array, Float64Array];
    voteContributions(weighted, x.data, 0).forEach((value, c) =>
      expect(value).toBeCloseTo((r[c]! + 3 * l[c]!) / 4, 12),
    );
  });

  test("standardises all rows of a speaker, in each view, by that speaker's statistics in it", () => {
    const first = { rows: 2, cols: 2, data: Float64Array.of(3, 6, 1, 2) };
    const second = { rows: 2, cols: 1, data: Float64Array.of(12, 10) };
    const known = { n: 5, mean: Float64Array.of(20), sumSquares: Float64Array.of(40) };
    const both = voteProba(mixed, [first, second], [undefined, known]).data;
    // Mean (5 · 20 + 2 · 10) / 7, variance (40 + 8 · 25) / (4 + 8).
    const z = (x: number): number => Math.max((x - 120 / 7) / Math.sqrt(20), -3);
    expect(both[0]).toBeCloseTo((0.5 + sigmoid(4) + sigmoid(2 * z(12))) / 3, 12);
    expect(both[2]).toBeCloseTo((0.5 + sigmoid(1) + sigmoid(2 * z(10))) / 3, 12);
  });

  test("has contributions that, with the intercepts, sum to the mean of the first view's scores", () => {
    const only = { ...mixed, members: mixed.members.slice(0, 2) };
    const x = [5, 0]; // standardised: 2, -0.5
    const [first, second] = voteContributions(only, x, 0) as unknown as [number, number];
    // Member 1: coefficients less their mean over the classes 0.5, -0.5, temperature 2; member 2: -0.5, 2.
    expect(first).toBeCloseTo((2 * 0.5) / 2 / 2 + (2 * -0.5) / 2, 12);
    expect(second).toBeCloseTo((-0.5 * -0.5) / 2 / 2 + (-0.5 * 2) / 2, 12);
    // Over the classes, contributions cancel out.
    voteContributions(only, x, 1).forEach((value, c) => expect(value).toBeCloseTo(-[first, second][c]!, 12));
  });

  test("counts members on other views among those that share the contributions, without any of their own", () => {
    const two = voteContributions({ ...mixed, members: mixed.members.slice(0, 2) }, [5, 0], 0);
    voteContributions(mixed, [5, 0], 0).forEach((value, c) => expect(value).toBeCloseTo((two[c]! * 2) / 3, 12));
  });

  test("has contributions relative to the speaker's own mean", () => {
    const speaker = { n: 2, mean: Float64Array.of(3, 2), sumSquares: Float64Array.of(4, 0) };
    // Mean (2 · 3 + 2 · 1) / 4 = 2, variance (4 + 8 · 4) / 9 = 4: x is standardised to 1.5 instead of 2.
    const known = voteContributions(mixed, [5, 2], 0, speaker);
    const unknown = voteContributions(mixed, [5, 2], 0);
    expect(known[0]).toBeCloseTo((unknown[0]! * 1.5) / 2, 12);
  });
});

describe("probabilities", () => {
  const proba = { rows: 2, cols: 2, data: Float64Array.of(0.8, 0.2, 1, 0) };

  test("of several votes have their mean", () => {
    const other = { rows: 2, cols: 2, data: Float64Array.of(0.4, 0.6, 0, 1) };
    const mean = weightedMean([proba, other], [1, 1]);
    expect([mean.rows, mean.cols]).toEqual([2, 2]);
    [0.6, 0.4, 0.5, 0.5].forEach((p, i) => expect(mean.data[i]).toBeCloseTo(p, 14));
  });

  test("to the power 1 / temperature sum to 1 again", () => {
    const sharp = sharpened(proba, 0.5).data;
    expect(sharp[0]).toBeCloseTo(0.64 / (0.64 + 0.04), 12);
    expect(sharp[2]).toBeCloseTo(1, 12);
  });

  test("of 0 have a logarithm far below the others'", () => {
    const { rows, cols, data } = logarithms(proba);
    expect([rows, cols]).toEqual([2, 2]);
    [0.8, 0.2, 1, 1e-12].forEach((p, i) => expect(data[i]).toBeCloseTo(Math.log(p), 12));
  });
});

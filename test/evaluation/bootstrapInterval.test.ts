import { describe, expect, test } from "vitest";
import { type Truth, bootstrapDifference, bootstrapInterval } from "../../src/evaluation/bootstrapInterval.js";
import { accuracy, macroF1 } from "../../src/evaluation/metrics.js";

/** Ten actors with ten recordings each, two classes in turn. */
const actors = Array.from({ length: 100 }, (_, r) => Math.floor(r / 10) + 1);
const yTrue = Array.from({ length: 100 }, (_, r) => r % 2);
const truth: Truth = { actors, yTrue, nClasses: 2 };

/** Decisions that are right for the first `nRight` recordings of each actor. */
function rightFor(nRight: (actor: number) => number): number[] {
  return yTrue.map((label, r) => (r % 10 < nRight(actors[r]!) ? label : 1 - label));
}

const even = rightFor(() => 7);
const uneven = rightFor((actor) => (actor <= 7 ? 10 : 0));

describe("bootstrapInterval", () => {
  test("gives the score itself as the point", () => {
    expect(bootstrapInterval(truth, uneven, accuracy, { randomState: 1 }).point).toBe(0.7);
  });

  test("has no width where every actor is recognised equally well", () => {
    const { lower, upper } = bootstrapInterval(truth, even, accuracy, { randomState: 1 });
    expect([lower, upper]).toEqual([0.7, 0.7]);
  });

  test("has the width of resampled actors, not of resampled recordings", () => {
    const { lower, upper } = bootstrapInterval(truth, uneven, accuracy, { randomState: 1 });
    // Binomial(10, 0.7) / 10 has its 2.5 % and 97.5 % quantiles at 0.4 and 0.9 or 1; of 100 recordings: 0.61 and 0.79.
    expect(lower).toBeCloseTo(0.4, 1);
    expect(upper).toBeGreaterThanOrEqual(0.9);
  });

  test.each([
    [0.5, 1, 3], // positions 1 and 3 of the resamples 0 to 4
    [0.8, 0.4, 3.6],
  ])("of confidence %d ends at the quantiles of the resamples, interpolated as numpy does", (confidence, from, to) => {
    const scores = [30, 0, 40, 10, 20, 20];
    const score = () => scores.shift()!;
    const { lower, upper } = bootstrapInterval(truth, even, score, { randomState: 1, nResamples: 5, confidence });
    expect(lower).toBeCloseTo(10 * from, 12);
    expect(upper).toBeCloseTo(10 * to, 12);
  });

  test("of a single resample has no width", () => {
    const { lower, upper } = bootstrapInterval(truth, uneven, accuracy, { randomState: 1, nResamples: 1 });
    expect(lower).toBe(upper);
    expect(lower).toBeGreaterThan(0);
  });

  test("does not depend on the order of the rows", () => {
    const reversed = { actors: actors.toReversed(), yTrue: yTrue.toReversed(), nClasses: 2 };
    const options = { randomState: 1, nResamples: 50 };
    expect(bootstrapInterval(reversed, uneven.toReversed(), macroF1, options)).toEqual(
      bootstrapInterval(truth, uneven, macroF1, options),
    );
  });

  test("pools the recordings of as many actors as there are, at least two", () => {
    const count = (confusion: readonly (readonly number[])[]) => confusion.flat().reduce((sum, n) => sum + n, 0);
    const options = { randomState: 1, nResamples: 20 };
    expect(bootstrapInterval(truth, uneven, count, options)).toMatchObject({ point: 100, lower: 100, upper: 100 });
    const two = { actors: [1, 2], yTrue: [0, 1], nClasses: 2 };
    expect(bootstrapInterval(two, [0, 1], count, options)).toMatchObject({ point: 2, lower: 2, upper: 2 });
  });

  test("rejects actors of another length, and says what its options accept", () => {
    const wrong = { actors: [1, 2], yTrue: [0, 1, 0], nClasses: 2 };
    expect(() => bootstrapInterval(wrong, [0, 1, 0], accuracy, { randomState: 1 })).toThrow(
      "actors: expected one actor a row (3), received 2",
    );
    const interval = (options: object) => bootstrapInterval(truth, even, accuracy, { randomState: 1, ...options });
    expect(() => interval({ nResamples: 0 })).toThrow("an integer of at least 1, received 0");
    expect(() => interval({ confidence: 1 })).toThrow("a number above 0 and below 1, received 1");
  });

  test("narrows with less confidence", () => {
    const wide = bootstrapInterval(truth, uneven, macroF1, { randomState: 1, confidence: 0.95 });
    const narrow = bootstrapInterval(truth, uneven, macroF1, { randomState: 1, confidence: 0.5 });
    expect(narrow.upper - narrow.lower).toBeLessThan(wide.upper - wide.lower);
  });

  test("gives the same interval for the same seed", () => {
    expect(bootstrapInterval(truth, uneven, macroF1, { randomState: 3 })).toEqual(
      bootstrapInterval(truth, uneven, macroF1, { randomState: 3 }),
    );
  });

  test("rejects a single actor", () => {
    const alone = { actors: [1, 1], yTrue: [0, 1], nClasses: 2 };
    expect(() => bootstrapInterval(alone, [0, 1], accuracy, { randomState: 1 })).toThrow(
      "actors: expected at least 2 different actors, received 1",
    );
  });

  test("rejects predictions of another length", () => {
    expect(() => bootstrapInterval(truth, [0], accuracy, { randomState: 1 })).toThrow(
      "yPred: expected one prediction a row (100), received 1",
    );
  });

  test.each([
    ["nResamples", { nResamples: 0 }],
    ["nResamples", { nResamples: 1.5 }],
    ["confidence", { confidence: 0 }],
    ["confidence", { confidence: 1 }],
    ["confidence", { confidence: Number.NaN }],
  ])("rejects %s out of range", (name, option) => {
    expect(() => bootstrapInterval(truth, even, accuracy, { randomState: 1, ...option })).toThrow(`${name}: expected`);
  });
});

describe("bootstrapDifference", () => {
  test("is 0 from end to end between a model and itself", () => {
    const { point, lower, upper } = bootstrapDifference(truth, uneven, uneven, accuracy, { randomState: 1 });
    expect([point, lower, upper]).toEqual([0, 0, 0]);
  });

  test("cancels out what makes an actor hard for both models", () => {
    // The second model makes one more error for each actor: the first is better by 0.1 whichever actors are drawn.
    const better = rightFor((actor) => actor);
    const worse = rightFor((actor) => actor - 1);
    const { lower, upper } = bootstrapDifference(truth, better, worse, accuracy, { randomState: 1 });
    expect(lower).toBeCloseTo(0.1, 12);
    expect(upper).toBeCloseTo(0.1, 12);
  });

  test("turns its sign with the order of the models", () => {
    const forth = bootstrapDifference(truth, even, uneven, macroF1, { randomState: 1 });
    const back = bootstrapDifference(truth, uneven, even, macroF1, { randomState: 1 });
    expect(forth.lower).toBeCloseTo(-back.upper, 12);
  });
});

import { describe, expect, test } from "vitest";
import { type SpeakerVote, temperatureOf, voteProba } from "../../src/linear/speakerVote.js";

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

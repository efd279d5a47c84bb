import { describe, expect, test } from "vitest";
import { confusionMatrix } from "../../../src/evaluation/metrics.js";
import { evaluateEnrolment } from "../../../src/evaluation/vote/enrolment.js";
import { newSpeakerProba } from "../../../src/evaluation/vote/nestedVote.js";
import { VoteData, type VoteRows } from "../../../src/evaluation/vote/voteData.js";
import { fitVote } from "../../../src/evaluation/vote/voteSearch.js";
import { argmaxRows } from "../../../src/forest/classifier.js";
import { speakerStatistics } from "../../../src/linear/speakerScaling.js";
import { voteProba } from "../../../src/linear/speakerVote.js";
import { row, stacked } from "../../../src/shared/matrix.js";
import { voices } from "./voices.js";

/** Three speakers, of whom the first is learnt from; 4 classes of 12 recordings each, the last of which is not asked for. */
const rows: VoteRows = voices({ speakers: 3, nClasses: 4, nAsked: 3, nColumns: 6, perClass: 12, spread: 2 });
const data = new VoteData(rows);
const calibration = { ridge: [1], lda: [1], vote: 1, enrolled: 0.5 };

/** Evaluates the given number of recordings of each class, of the second and the third speaker. */
function evaluated(counts: readonly (readonly number[])[], calmLabels: readonly number[] = [], randomState = 7) {
  const learnt = Int32Array.from({ length: 48 }, (_, r) => r);
  const vote = fitVote([data], learnt, { ridgePenalty: 0.3, ldaShrinkage: 0.8 }, calibration);
  const own = counts.flatMap((ofSpeaker, s) =>
    ofSpeaker.flatMap((count, k) => Array.from({ length: count }, (_, i) => 48 * (s + 1) + 12 * k + i)),
  );
  return { vote, own, ...evaluateEnrolment([data], vote, Int32Array.from(own), calmLabels, randomState) };
}
const total = (confusion: readonly (readonly number[])[]): number => confusion.flat().reduce((sum, n) => sum + n, 0);
const tried = ({ results }: ReturnType<typeof evaluated>, speaker: number): string[] =>
  results.filter((each) => each.speaker === speaker).map(({ pool, n }) => `${n} ${pool}`);

describe("enrolment", () => {
  test.each([
    [4, []],
    [5, ["0 mixed"]],
    [6, ["0 mixed", "1 mixed"]],
    [9, ["0 mixed", "1 mixed", "2 mixed"]],
    [10, ["0 mixed", "1 mixed", "2 mixed", "5 mixed"]],
    [24, ["0 mixed", "1 mixed", "2 mixed", "5 mixed", "10 mixed"]],
    [25, ["0 mixed", "1 mixed", "2 mixed", "5 mixed", "10 mixed", "20 mixed"]],
  ])("leaves at least five of a speaker's %i recordings", (count, expected) => {
    const shares = [Math.min(count, 9), Math.max(0, Math.min(count - 9, 9)), Math.max(0, count - 18)];
    const found = evaluated([shares, [3, 3, 3]]);
    expect(tried(found, 2)).toEqual(expected);
    expect(tried(found, 3)).toEqual(["0 mixed", "1 mixed", "2 mixed"]);
  });

  test("counts decisions about the run's classes alone, over twenty draws of the enrolled", () => {
    // The fourth class may be enrolled, but is not evaluated.
    const { results } = evaluated([[4, 4, 4, 4]]);
    const totals = results.map(({ n, confusion }) => [n, total(confusion)]);
    expect(totals[0]).toEqual([0, 12]);
    for (const [n, counted] of totals.slice(1)) {
      expect(counted).toBeGreaterThanOrEqual(20 * (12 - n!));
      expect(counted).toBeLessThan(20 * 12);
    }
    for (const { confusion } of results) expect(confusion.map((ofClass) => ofClass.length)).toEqual([3, 3, 3]);
  });

  test("decides without enrolled recordings as for a new speaker", () => {
    const { vote, own, results } = evaluated([[5, 4, 6]]);
    const predicted = argmaxRows(newSpeakerProba([data], vote, Int32Array.from(own)));
    const truth = own.map((r) => rows.y[r]!);
    expect(results[0]!.confusion).toEqual(confusionMatrix(truth, [...predicted], 3));
  });

  test("enrols ten calm recordings alone, where there are as many", () => {
    const { results } = evaluated([[10, 3, 3]], [0]);
    const calm = results.find(({ pool }) => pool === "calm")!;
    expect(calm).toMatchObject({ n: 10, speaker: 2 });
    // All calm recordings are enrolled, so that the others remain.
    expect(calm.confusion.map((ofClass) => ofClass.reduce((sum, n) => sum + n, 0))).toEqual([0, 60, 60]);
    expect(tried(evaluated([[9, 4, 4]], [0]), 2)).not.toContain("10 calm");
    expect(tried(evaluated([[12, 4, 4]]), 2)).not.toContain("10 calm");
  });

  test("evaluates nothing where every recording of the run's classes is enrolled", () => {
    expect(tried(evaluated([[10, 0, 0, 6]], [0]), 2)).toEqual(["0 mixed", "1 mixed", "2 mixed", "5 mixed", "10 mixed"]);
  });

  test("gives the predictions of one draw with twenty enrolled, for recordings that are not among them", () => {
    const { vote, own, enrolled } = evaluated([
      [9, 9, 9],
      [8, 8, 8],
    ]);
    expect(enrolled.rows).toHaveLength(7);
    expect(new Set(enrolled.rows).size).toBe(7);
    // Only the second speaker has enough; what is not evaluated was enrolled.
    const others = own.filter((r) => r < 96 && !enrolled.rows.includes(r));
    expect(others).toHaveLength(20);
    const speaker = speakerStatistics(others.map((r) => row(rows.X, r)));
    const parts = enrolled.rows.map((r) => ({ rows: 1, cols: 6, data: row(rows.X, r) }));
    const expected = voteProba(vote, [stacked(parts)], [speaker]);
    expect([enrolled.proba.rows, enrolled.proba.cols]).toEqual([7, 3]);
    enrolled.proba.data.forEach((p, i) => expect(p).toBeCloseTo(expected.data[i]!, 10));
    expect(evaluated([[8, 8, 8]]).enrolled).toMatchObject({ rows: [], proba: { rows: 0, cols: 3 } });
  });

  test("draws the same recordings from the same seed, and others from another", () => {
    const of = (seed: number) => evaluated([[9, 9, 9]], [], seed).enrolled.rows;
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });
});

import { argmaxRows } from "../../forest/classifier.js";
import { speakerStatistics } from "../../linear/speakerScaling.js";
import { type SpeakerVote, voteProba } from "../../linear/speakerVote.js";
import { type Matrix, row, stacked, zeros } from "../../shared/matrix.js";
import { confusionMatrix, type ConfusionMatrix } from "../metrics.js";
import { seededRandom, shuffled } from "../seededRandom.js";
import type { VoteData } from "./voteData.js";

/** Numbers of enrolled recordings to evaluate. */
export const enrolledCounts = [0, 1, 2, 5, 10, 20] as const;

/** Which recordings of a speaker are enrolled. */
export type EnrolledPool = "mixed" | "calm";

/** Calm recordings are few: this many are enrolled to measure their effect alone. */
const calmCount = 10;

/** Minimum number of a speaker's recordings to evaluate on. */
const minTestRows = 5;

/**
 * Random choices of enrolled recordings, over which the counts are summed: with four of them, macro F1 of 16 speakers moved
 * by 0.02 from one seed to another.
 */
const nDraws = 20;

/** A vote's results on one speaker with some recordings enrolled. */
export interface EnrolmentResult {
  readonly pool: EnrolledPool;
  readonly n: number;
  readonly speaker: number;
  /** decisions about recordings that were not enrolled, summed over the draws */
  readonly confusion: ConfusionMatrix;
}

/** Predictions for rows that are not enrolled themselves. */
export interface RowPredictions {
  readonly rows: readonly number[];
  /** shape [rows.length, nAsked] */
  readonly proba: Matrix;
}

export interface Enrolment {
  readonly results: readonly EnrolmentResult[];
  /** with the most recordings enrolled, from one draw: for calibration */
  readonly enrolled: RowPredictions;
}

/**
 * Evaluates a vote on held-out speakers, with none to many of each speaker's recordings enrolled. An enrolled recording
 * is never evaluated. Labels are only used to count correct predictions: enrolment needs none.
 *
 * @param rows       all recordings of the held-out speakers, ascending
 * @param calmLabels classes of the calm pool; empty if there are none
 */
export function evaluateEnrolment(
  views: readonly VoteData[],
  vote: SpeakerVote,
  rows: Int32Array,
  calmLabels: readonly number[],
  randomState: number,
): Enrolment {
  const { y, nAsked, speakers } = views[0]!.rows;
  const results: EnrolmentResult[] = [];
  const enrolledRows: number[] = [];
  const enrolledProba: Matrix[] = [];
  for (const speaker of [...new Set(Array.from(rows, (r) => speakers[r]!))]) {
    const own = [...rows].filter((r) => speakers[r] === speaker);
    const calm = own.filter((r) => calmLabels.includes(y[r]!));
    const random = seededRandom(randomState, speaker);
    const evaluate = (pool: EnrolledPool, from: readonly number[], n: number): void => {
      const testable = own.filter((r) => y[r]! < nAsked);
      if (n > from.length || own.length < n + minTestRows) return;
      const counts = zeros(nAsked, nAsked);
      for (let draw = 0; draw < (n === 0 ? 1 : nDraws); draw++) {
        const enrolled = shuffled(from, random).slice(0, n);
        const tested = testable.filter((r) => !enrolled.includes(r));
        if (tested.length === 0) return;
        const proba = voteProba(
          vote,
          views.map(({ rows: { X } }) => rowsOf(X, tested)),
          views.map(({ rows: { X } }) => speakerStatistics(enrolled.map((r) => row(X, r)))),
        );
        const confusion = confusionMatrix(
          tested.map((r) => y[r]!),
          argmaxRows(proba),
          nAsked,
        );
        confusion.flat().forEach((count, i) => (counts.data[i]! += count));
        if (pool === "mixed" && n === enrolledCounts.at(-1) && draw === 0) {
          enrolledRows.push(...tested);
          enrolledProba.push(proba);
        }
      }
      results.push({ pool, n, speaker, confusion: asRows(counts) });
    };
    for (const n of enrolledCounts) evaluate("mixed", own, n);
    evaluate("calm", calm, calmCount);
  }
  return { results, enrolled: { rows: enrolledRows, proba: stacked(enrolledProba, nAsked) } };
}

function rowsOf(X: Matrix, rows: readonly number[]): Matrix {
  const chosen = zeros(rows.length, X.cols);
  rows.forEach((r, i) => chosen.data.set(row(X, r), i * X.cols));
  return chosen;
}

function asRows({ rows, cols, data }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, r) => [...data.subarray(r * cols, (r + 1) * cols)]);
}

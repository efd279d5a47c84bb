import { bootstrapInterval } from "../../../evaluation/bootstrapInterval.js";
import { calibrationOf } from "../../../evaluation/calibration.js";
import { macroF1 } from "../../../evaluation/metrics.js";
import { enrolledCounts } from "../../../evaluation/vote/enrolment.js";
import type { CalibrationReport, FunctionalsReport, Scores } from "../../../report/report.js";
import { automaticOptions, type AutomaticSetting, automaticSettings, type RunSettings } from "../../../runs/jobs.js";
import type { Matrix } from "../../../shared/matrix.js";
import type { ReportInputs } from "../reportParts.js";
import { confidence, type TrueLabels, scoresOfRows } from "../reportScores.js";
import type { VoteSet } from "./voteSet.js";
import { voteSet } from "./voteSet.js";
import type { VoteFoldResult } from "./voteTask.js";

/** Scores of the recipe "functionals"; undefined if the run does not use it or it could not be trained. */
export function voteReport({ run, results, dataset, fit }: ReportInputs): FunctionalsReport | undefined {
  const fitted = results.vote();
  if (fitted === undefined) return undefined;
  const set = voteSet(dataset, fit.emotions);
  const labels = set.labels.slice(0, set.nAsked);
  const { randomState } = fit;
  const folds = results.voteFolds();
  const nested = folds === undefined ? {} : nestedFigures(folds, set, labels, randomState);
  return {
    rows: set.y.filter((label) => label < set.nAsked).length,
    speakers: new Set(set.speakers).size,
    nFeatures: fit.vote!.columns.end - fit.vote!.columns.start,
    labels,
    searchScore: fitted.candidates[fitted.best]!.macroF1,
    candidates: fitted.candidates,
    best: fitted.best,
    ...nested,
    cpuSec: (fitted.fitMs + (folds ?? []).reduce((sum, fold) => sum + fold.fitMs, 0)) / 1_000,
    messages: [...choiceNotes(run.settings, set), ...messagesOf(set, nested.enrolment)],
  };
}

type Nested = Pick<
  FunctionalsReport,
  "newSpeakers" | "nOuter" | "enrolled" | "enrolment" | "calibration" | "crossText"
>;

function nestedFigures(
  folds: readonly VoteFoldResult[],
  set: VoteSet,
  labels: readonly string[],
  randomState: number,
): Nested {
  const unheard = joined(folds.map((fold) => fold.unheard));
  const enrolled = joined(folds.map((fold) => fold.enrolled));
  const enrolment = enrolmentCurve(folds, set, randomState);
  const n = enrolledCounts.at(-1)!;
  const decisions = expanded(folds, "mixed", n, set);
  const calibration = calibrated(set, unheard);
  const across = folds.flatMap(({ crossText: { rows, predicted } }) =>
    rows.map((row, i) => [row, predicted[i]!] as const),
  );
  const enrolledCalibration = enrolled.rows.length === 0 ? undefined : calibrated(set, enrolled);
  return {
    newSpeakers: bySet(set, truthOfRows(set, unheard.rows), answers(unheard), labels, randomState),
    nOuter: folds.length,
    ...(decisions.actors.length === 0
      ? {}
      : { enrolled: { n, ...bySet(set, decisions, decisions.predicted, labels, randomState) } }),
    enrolment,
    ...(across.length === 0
      ? {}
      : {
          crossText: {
            texts: new Set(set.texts).size,
            scores: scoresOfRows(
              truthOfRows(
                set,
                across.map(([row]) => row),
              ),
              across.map(([, answer]) => answer),
              labels,
              randomState,
            ),
          },
        }),
    calibration: {
      newSpeakers: calibration,
      ...(enrolledCalibration === undefined ? {} : { enrolled: enrolledCalibration }),
    },
  };
}

function truthOfRows(set: VoteSet, rows: readonly number[]): TrueLabels {
  return {
    actors: rows.map((row) => set.speakers[row]!),
    yTrue: rows.map((row) => set.y[row]!),
    nClasses: set.nAsked,
  };
}

interface Joined {
  readonly rows: readonly number[];
  readonly proba: readonly (readonly number[])[];
}

function joined(parts: readonly Joined[]): Joined {
  return { rows: parts.flatMap(({ rows }) => rows), proba: parts.flatMap(({ proba }) => proba) };
}

function answers({ proba }: Joined): number[] {
  return proba.map((of) => of.indexOf(Math.max(...of)));
}

/** Scores of all speakers, of women and of men. */
function bySet(
  set: VoteSet,
  truth: TrueLabels,
  predicted: readonly number[],
  labels: readonly string[],
  randomState: number,
): { all: Scores; women?: Scores; men?: Scores } {
  const scoresAmong = (gender?: "woman" | "man"): Scores | undefined => {
    const kept = [...truth.actors.keys()].filter(
      (i) => gender === undefined || genderOf(set, truth.actors[i]!) === gender,
    );
    if (kept.length === 0) return undefined;
    const part = {
      actors: kept.map((i) => truth.actors[i]!),
      yTrue: kept.map((i) => truth.yTrue[i]!),
      nClasses: truth.nClasses,
    };
    return scoresOfRows(
      part,
      kept.map((i) => predicted[i]!),
      labels,
      randomState,
    );
  };
  const women = scoresAmong("woman");
  const men = scoresAmong("man");
  return {
    all: scoresAmong()!,
    ...(women === undefined ? {} : { women }),
    ...(men === undefined ? {} : { men }),
  };
}

function genderOf(set: VoteSet, speaker: number): "woman" | "man" | undefined {
  return set.recordings[set.speakers.indexOf(speaker)]!.gender;
}

/** Decisions with `n` recordings enrolled, one entry each: expands the counts of the draws. */
function expanded(
  folds: readonly VoteFoldResult[],
  pool: "mixed" | "calm",
  n: number,
  set: VoteSet,
): TrueLabels & { readonly predicted: readonly number[] } {
  const actors: number[] = [];
  const yTrue: number[] = [];
  const predicted: number[] = [];
  for (const result of folds.flatMap(({ enrolment }) => enrolment)) {
    if (result.pool !== pool || result.n !== n) continue;
    result.confusion.forEach((counts, t) =>
      counts.forEach((count, p) => {
        for (let i = 0; i < count; i++) {
          actors.push(result.speaker);
          yTrue.push(t);
          predicted.push(p);
        }
      }),
    );
  }
  return { actors, yTrue, nClasses: set.nAsked, predicted };
}

function enrolmentCurve(
  folds: readonly VoteFoldResult[],
  set: VoteSet,
  randomState: number,
): NonNullable<FunctionalsReport["enrolment"]> {
  const points = [
    ...new Map(
      folds.flatMap(({ enrolment }) => enrolment.map(({ pool, n }) => [`${pool} ${n}`, { pool, n }])),
    ).values(),
  ].sort((a, b) => b.pool.localeCompare(a.pool) || a.n - b.n);
  return points.flatMap(({ pool, n }) => {
    const { predicted, ...truth } = expanded(folds, pool, n, set);
    const speakers = new Set(truth.actors).size;
    if (speakers < 2) return [];
    const among = (gender?: "woman" | "man"): ReturnType<typeof bootstrapInterval> | undefined => {
      const kept = [...predicted.keys()].filter(
        (i) => gender === undefined || genderOf(set, truth.actors[i]!) === gender,
      );
      const actors = kept.map((i) => truth.actors[i]!);
      if (new Set(actors).size < 2) return undefined;
      const yTrue = kept.map((i) => truth.yTrue[i]!);
      const part = kept.map((i) => predicted[i]!);
      return bootstrapInterval({ actors, yTrue, nClasses: set.nAsked }, part, macroF1, { ...confidence, randomState });
    };
    const [all, women, men] = [among(), among("woman"), among("man")];
    const ofSets = { ...(women === undefined ? {} : { women }), ...(men === undefined ? {} : { men }) };
    return [{ pool, n, speakers, macroF1: { all: all!, ...ofSets } }];
  });
}

function calibrated(set: VoteSet, { rows, proba }: Joined): CalibrationReport {
  const matrix: Matrix = { rows: rows.length, cols: set.nAsked, data: Float64Array.from(proba.flat()) };
  return calibrationOf(
    matrix,
    rows.map((row) => set.y[row]!),
  );
}

/** Whether random convolutions vote and noisy copies are trained on, and why. */
function choiceNotes(settings: RunSettings, { texts }: VoteSet): string[] {
  const n = new Set(texts).size;
  return automaticSettings
    .filter((name) => settings[name])
    .map((name) => {
      const [words, option] = [choiceWords[name], automaticOptions[name]];
      return settings.automatic.includes(name)
        ? `${words}, because the speakers share ${n === 1 ? "one sentence" : `${n} sentences`}; --no-${option} turns them off.`
        : `${words} (--${option}).`;
    });
}

const choiceWords: Readonly<Record<AutomaticSetting, string>> = {
  convolutions: "Random convolutions vote too",
  noisyCopies: "The linear models are also trained on a copy of each recording with noise",
};

/** Notes for the reader on these figures. */
function messagesOf(set: VoteSet, enrolment: FunctionalsReport["enrolment"]): string[] {
  const messages: string[] = [];
  const calm = enrolment?.find(({ pool }) => pool === "calm");
  const none = enrolment?.find(({ pool, n }) => pool === "mixed" && n === 0);
  if (calm !== undefined && none !== undefined && calm.macroF1.all.point < none.macroF1.all.point)
    messages.push(
      `Ten calm recordings alone make it worse than none (macro F1 ${calm.macroF1.all.point.toFixed(3)} instead of ${none.macroF1.all.point.toFixed(3)}): enrol recordings of various emotions.`,
    );
  const texts = new Set(set.texts).size;
  if (texts > 0 && texts < set.speakers.length / new Set(set.speakers).size / 2)
    messages.push(
      `All speakers speak the same ${texts === 1 ? "sentence" : `${texts} sentences`}, in training and in the test: see the figures across sentences.`,
    );
  return messages;
}

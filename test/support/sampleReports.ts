import { defaultGrid, expandGrid, paramsKey, studyParams } from "../../src/evaluation/paramGrid.js";
import type { Report, ReportInterval, Scores, SetReport } from "../../src/report/report.js";

/** Reports for tests of their schema and page; the figures are made up, and near to what RAVDESS gives. */

const labels = ["calm", "happy", "sad", "surprised"];
const params = { ...studyParams.womenAndAll, randomState: 42 };

const candidates = expandGrid(defaultGrid);
/** index of 100 trees, depth 10, sqrt columns, 30 % of the rows, gini */
const best = candidates.findIndex((candidate) => paramsKey(candidate) === paramsKey(studyParams.men));
const bestParams = { ...candidates[best]!, randomState: 42 };

const byActor: Scores = {
  accuracy: 0.5762,
  macroF1: 0.5701,
  confusion: [
    [96, 6, 22, 4],
    [9, 63, 21, 35],
    [38, 19, 60, 11],
    [5, 33, 14, 76],
  ],
};

const stratified: Scores = {
  accuracy: 0.7109,
  macroF1: 0.7068,
  confusion: [
    [27, 1, 4, 0],
    [1, 21, 4, 6],
    [7, 3, 20, 2],
    [0, 7, 2, 23],
  ],
};

const set: SetReport = { rows: 512, nFeatures: 155, params, labels, byActor, stratified };

/** What the main job alone reports: no search, nothing rejected. */
export function mainJobReport(): Report {
  return {
    run: "first",
    source: "data/ravdess",
    synthetic: false,
    files: { listed: 960, extracted: 960, skipped: {}, rejected: [] },
    counts: {
      neutral: { women: 32, men: 32 },
      calm: { women: 64, men: 64 },
      happy: { women: 64, men: 64 },
      sad: { women: 64, men: 64 },
      angry: { women: 64, men: 64 },
      fearful: { women: 64, men: 64 },
      disgust: { women: 64, men: 64 },
      surprised: { women: 64, men: 64 },
    },
    sets: { all: set, women: { ...set, rows: 256 }, men: { ...set, rows: 256 } },
    timings: { extractSec: 21.4, trainSec: 6.52, totalSec: 31.2 },
  };
}

/** The full search with everything in it: files rejected, a set without a model, names that would break a careless page. */
export function fullReport(): Report {
  const base = mainJobReport();
  const searched: SetReport = {
    ...set,
    actors: 16,
    nFeatures: 148,
    params: bestParams,
    byActor: { ...byActor, intervals: { accuracy: interval(0.5762, 0.048), macroF1: interval(0.5701, 0.05) } },
    stages: {
      initial: { params, nFeatures: 155, searchScore: 0.5552, byActor, stratified },
      tuned: { params: bestParams, nFeatures: 155, searchScore: 0.5813, byActor, stratified },
      pruned: { params: bestParams, nFeatures: 148, searchScore: 0.5879, byActor, stratified },
      final: { params: bestParams, nFeatures: 148, searchScore: 0.5879, byActor, stratified },
    },
    grid: {
      name: "default",
      protocol: "byActor",
      scoring: "macro F1",
      nSplits: 5,
      candidates: candidates.map((candidate, i) => ({
        params: candidate,
        score: i === best ? 0.5813 : 0.52 + 0.06 * Math.abs(Math.sin(i * 1.7)),
      })),
      best,
      wallSec: 31.8,
      cpuSec: 59.3,
    },
    importances: Array.from({ length: 30 }, (_, i) => ({
      column:
        i % 3 === 0 ? `mfcc_${String(i + 1).padStart(2, "0")}_mean` : `mel_${String(40 + i).padStart(3, "0")}_mean`,
      importance: 0.031 * 0.93 ** i,
    })),
    pruning: {
      steps: [{ nColumns: 148, score: 0.5879 }],
      dropped: ["mel_125_mean", "mel_126_mean"],
      sentence:
        "Kept the smaller model: with 148 of 155 columns the cross-validated macro F1 is 0.588, above the 0.581 of all columns.",
    },
    nested: { ...byActor, intervals: { macroF1: interval(0.5612, 0.055) }, nOuter: 5, nInner: 5 },
    messages: ["Fold 3 holds no recording of calm on its training side; it is left out of the search."],
  };
  const comparison = (rows: number, actors: number, difference: number) => ({
    rows,
    actors,
    perGender: interval(0.569 + difference, 0.05),
    oneForAll: interval(0.569, 0.047),
    difference: interval(difference, 0.028),
  });
  return {
    ...base,
    run: "night-3",
    files: {
      listed: 1445,
      extracted: 960,
      skipped: { "audio-video": 480, "not-a-recording": 3 },
      rejected: [
        { key: "Actor_03/03-01-05-01-01-01-03.wav", code: "truncated-audio", message: "byte 43,112 of 371,244: ends" },
        { key: '<script>alert("x")</script>.wav', code: "unsupported-audio", message: "RIFF holds 'MPEG' & no PCM" },
      ],
    },
    sets: { all: searched, women: { ...searched, rows: 256, actors: 8 } },
    notTrained: [{ set: "men", code: "too-few-recordings", message: "one actor, and folds by actor need two" }],
    featureSet: "mean155-v2-16000",
    engine: "default",
    endedAt: "2026-03-14T09:26:53Z",
    timings: { ...base.timings, trainSec: 214.2, searchSec: 96.1, nestedSec: 101.7, totalSec: 243.8 },
    genderComparison: {
      metric: "macroF1",
      women: comparison(256, 8, 0.021),
      men: comparison(256, 8, -0.017),
      both: comparison(512, 16, 0.004),
    },
    messages: ["The nested estimate used 5 outer folds of 8 to end in time."],
  };
}

/** A made-up corpus with all eight emotions. */
export function syntheticReport(): Report {
  const emotions = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"];
  const confusion = emotions.map((_, t) => emotions.map((_, p) => (t === p ? 38 : (t * 3 + p * 5) % 4)));
  const scores: Scores = { accuracy: 0.78, macroF1: 0.77, confusion };
  const eight: SetReport = { ...set, labels: emotions, byActor: scores, stratified: { ...scores, accuracy: 0.91 } };
  return { ...mainJobReport(), run: "quickstart", source: "out/corpus", synthetic: true, sets: { all: eight } };
}

function interval(point: number, halfWidth: number): ReportInterval {
  return { point, lower: point - halfWidth, upper: point + halfWidth, confidence: 0.95, nResamples: 2000 };
}

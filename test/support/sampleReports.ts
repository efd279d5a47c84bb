import { defaultGrid, expandGrid, paramsKey, studyParams } from "../../src/evaluation/paramGrid.js";
import type { Breakdown, Report, ReportInterval, Scores, SetReport } from "../../src/report/report.js";

/** Reports for tests of their schema and page, with invented figures close to those of RAVDESS. */

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

const breakdown: Breakdown = {
  recipe: "study",
  set: "all",
  nested: true,
  rows: 512,
  speakers: Array.from({ length: 16 }, (_, i) => ({
    dataset: "ravdess",
    speaker: String(i + 1),
    gender: i % 2 === 0 ? "man" : "woman",
    rows: 32,
    accuracy: 0.41 + i / 50,
    macroF1: 0.4 + i / 50,
    lower: 0.27 + i / 50,
    upper: 0.58 + i / 50,
  })),
  groups: [
    {
      by: "intensity",
      groups: ["normal", "strong"].map((name, i) => ({
        name,
        rows: 256,
        speakers: 16,
        accuracy: 0.52 + i / 10,
        macroF1: 0.51 + i / 10,
        interval: interval(0.51 + i / 10, 0.05),
      })),
    },
  ],
  curves: labels.map((label) => ({
    label,
    rocAuc: 0.8,
    averagePrecision: 0.6,
    share: 0.25,
    roc: [
      { x: 0, y: 0 },
      { x: 0.2, y: 0.7 },
      { x: 1, y: 1 },
    ],
    precisionRecall: [
      { x: 0.1, y: 1 },
      { x: 1, y: 0.25 },
    ],
  })),
  cells: [
    {
      emotion: "happy",
      predicted: "surprised",
      count: 35,
      recordings: [
        { key: "Actor_07/03-01-03-02-02-01-07.wav", probability: 0.912 },
        { key: "Actor_01/03-01-03-02-02-01-01.wav", probability: 0.55 },
      ],
    },
    { emotion: "calm", predicted: "calm", count: 1, recordings: [{ key: "Actor_01/03-01-02-01-01-01-01.wav" }] },
  ],
};

/** The report of the main job alone: no search, nothing rejected. */
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

/**
 * A full search with every section: rejected files, a set without a model, names that would break a page without
 * escaping.
 */
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
      label: i === 0 ? "MFCC 1 (level)" : i % 3 === 0 ? `MFCC ${i + 1}` : `mel ${40 + i} · ${i + 1}.0 kHz`,
      unit: "power",
      family: i % 3 === 0 ? "MFCC" : "mel bands",
    })),
    families: [
      {
        family: "mel bands",
        nColumns: 128,
        importance: 0.71,
        permutation: { ...interval(0.112, 0), lower: 0.071, upper: 0.15 },
      },
      { family: "MFCC", nColumns: 13, importance: 0.2, permutation: interval(0.021, 0.02) },
    ],
    searchGain: {
      winner: "nested",
      metric: "macroF1",
      difference: interval(0.005, 0.028),
      sentence: "The search gained nothing measurable with 16 speakers.",
    },
    pruning: {
      steps: [{ nColumns: 148, score: 0.5879 }],
      dropped: ["mel_125_mean", "mel_126_mean"],
      sentence:
        "Kept the smaller model: with 148 of 155 columns the cross-validated macro F1 is 0.588, above the 0.581 of all columns.",
    },
    nested: {
      ...byActor,
      accuracy: 0.562,
      macroF1: 0.5612,
      intervals: { accuracy: interval(0.562, 0.05), macroF1: interval(0.5612, 0.055) },
      nOuter: 5,
      nInner: 5,
    },
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
    schemaVersion: 2,
    breakdown,
    bias: {
      recipe: "study",
      rows: 512,
      measures: [
        {
          of: "duration",
          statistic: "spearman",
          byClass: labels.map((label, k) => ({ label, value: [-0.31, 0.12, 0.05, 0.02][k]! })),
          effect: "medium",
        },
        {
          of: "speaker",
          statistic: "etaSquared",
          byClass: labels.map((label) => ({ label, value: 0.1 })),
          effect: "medium",
        },
      ],
      sentences: ["Among recordings of one emotion, those with more duration are called calm less readily."],
    },
    durations: labels.flatMap((emotion, k) =>
      ["woman", "man"].map((gender) => ({
        emotion,
        gender,
        count: 64,
        minimum: 3.0,
        lowerQuartile: 3.4,
        median: 3.6 + k / 10,
        upperQuartile: 4.1,
        maximum: 5.2,
      })),
    ),
    provenance: {
      version: "0.1.0",
      commit: "0123456789abcdef0123456789abcdef01234567",
      commandLine: "ser run data/ravdess --out out",
      settings: { source: "data/ravdess", filesPerJob: 32, emotions: labels },
      randomState: 42,
      featureSet: "mean155-v2-16000",
      data: { recordings: 960, files: "deadbeef", rows: "cafe" },
      machine: { node: "v22.1.0", platform: "linux x64", cpu: "a processor", cores: 2, memoryGb: 8 },
      startedAt: "2026-03-14T09:22:49Z",
      endedAt: "2026-03-14T09:26:53Z",
      fitCpuSec: 180.5,
      corpora: [
        {
          name: "RAVDESS",
          recordings: 960,
          citation: "Livingstone SR, Russo FA (2018). The Ryerson Audio-Visual Database",
          doi: "10.1371/journal.pone.0196391",
          licence: "CC BY-NC-SA 4.0",
        },
      ],
    },
    messages: ["The nested estimate used 5 outer folds of 8 to end in time."],
  };
}

/** A synthetic corpus with all eight emotions. */
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

import { columnRange, featureSetId, featureSetOf } from "../../src/features/featureSet.js";
import { saveForest } from "../../src/forest/forestFile.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { zeros, type Matrix } from "../../src/shared/matrix.js";
import {
  loadModel,
  type Model,
  type ForestModelFile,
  type ModelFile,
  type ModelSet,
} from "../../src/models/modelFile.js";
import { studyParams } from "../../src/evaluation/paramGrid.js";

/** Models for tests, trained within a moment on synthetic rows. */

const sampleSet = featureSetOf(["mean161"]);
export const sampleFeatureSet = featureSetId(sampleSet, 16_000);
export const sampleLabels = ["calm", "happy", "sad", "surprised"];

/** The features that alone determine a synthetic voice's emotion and gender. */
export const emotionColumn = 12;
export const genderColumn = 40;

/**
 * Synthetic rows: column `emotionColumn` is near the emotion's index, `genderColumn` near 0 for a woman and 1 for a
 * man; the rest is noise.
 */
export function sampleRow(emotion: number, gender: 0 | 1, seed: number): Float64Array {
  const row = new Float64Array(sampleSet.columns.length);
  for (let c = 0; c < row.length; c++) row[c] = noise(seed * row.length + c);
  row[emotionColumn] = emotion + 0.2 * noise(seed + 0.5);
  row[genderColumn] = gender + 0.2 * noise(seed + 0.25);
  return row;
}

/** A model file as training stores it, with any overrides. */
export function sampleModelFile(
  set: ModelSet,
  overrides: Partial<ForestModelFile> = {},
  nEstimators = 25,
): ForestModelFile {
  const columns = sampleSet.columns
    .slice(0, columnRange(sampleSet, "study")!.end)
    .map(({ name }, index) => ({ name, index }));
  const isGender = set === "gender";
  const labels = isGender ? ["woman", "man"] : sampleLabels;
  const genders: readonly (0 | 1)[] = set === "women" ? [0] : set === "men" ? [1] : [0, 1];
  const rows: Float64Array[] = [];
  const y: number[] = [];
  for (let i = 0; i < 160; i++) {
    const emotion = i % sampleLabels.length;
    const gender = genders[Math.floor(i / sampleLabels.length) % genders.length]!;
    rows.push(sampleRow(emotion, gender, i + 1).subarray(0, columns.length));
    y.push(isGender ? gender : emotion);
  }
  const params = { ...studyParams.womenAndAll, maxFeatures: "all" as const, nEstimators, randomState: 7 };
  const forest = new RandomForestClassifier(params).fit(stack(rows), Int32Array.from(y));
  const run = overrides.run ?? "sample";
  return {
    format: "speech-emotion-workers/model",
    version: 1,
    id: `${run}-${set}-0000000a`,
    run,
    set,
    synthetic: false,
    featureSet: sampleFeatureSet,
    maxDurationSec: 360,
    columns,
    labels,
    params,
    rows: rows.length,
    dataset: "0123456789abcdef",
    scores: { byActor: { accuracy: 0.6, macroF1: 0.59 }, stratified: { accuracy: 0.7, macroF1: 0.69 } },
    createdAt: "2026-03-14T09:26:53Z",
    forest: saveForest(forest),
    ...overrides,
  };
}

/** All models of a run: for all speakers, women, men, and the gender model. */
export function sampleModelFiles(overrides: Partial<ForestModelFile> = {}): ModelFile[] {
  return (["all", "women", "men", "gender"] as const).map((set) => sampleModelFile(set, overrides));
}

/** The file as a program reads it. */
export function bytesOf(file: ModelFile): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(file));
}

export function sampleModel(set: ModelSet, overrides: Partial<ForestModelFile> = {}): Model {
  return loadModel(bytesOf(sampleModelFile(set, overrides)), set);
}

function stack(rows: readonly Float64Array[]): Matrix {
  const matrix = zeros(rows.length, rows[0]!.length);
  rows.forEach((row, r) => matrix.data.set(row, r * matrix.cols));
  return matrix;
}

/** A number from -1 to 1 that depends only on the seed. */
function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}

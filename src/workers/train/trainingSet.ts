import { zeros, type Matrix } from "../../shared/matrix.js";
import type { SpeakerSet } from "../../shared/report.js";
import { parseRecordingName, type Emotion, type Recording } from "../../shared/ravdess.js";
import type { Dataset } from "./dataset.js";

/** The rows of a dataset that one model is trained on, ready for the forest. */
export interface TrainingSet {
  readonly name: SpeakerSet;
  /** the dataset's keys of the rows */
  readonly keys: readonly string[];
  readonly recordings: readonly Recording[];
  /** shape [nSamples, nColumns] */
  readonly X: Matrix;
  /** index into `labels`, shape [nSamples] */
  readonly y: Int32Array;
  readonly labels: readonly Emotion[];
  readonly actors: readonly number[];
  /** rows of one trial (one recording in two files) carry the same number */
  readonly trials: Int32Array;
}

/**
 * @param columns indices of the dataset's columns that the model sees
 */
export function trainingSet(
  dataset: Dataset,
  name: SpeakerSet,
  emotions: readonly Emotion[],
  columns: readonly number[],
): TrainingSet {
  const chosen = dataset.header.keys.flatMap((key, row) => {
    const parsed = parseRecordingName(key);
    if (parsed.kind === "skip" || !emotions.includes(parsed.recording.emotion)) return [];
    return belongsTo(parsed.recording, name) ? [{ key, row, recording: parsed.recording }] : [];
  });
  const X = zeros(chosen.length, columns.length);
  const nColumns = dataset.header.columns.length;
  chosen.forEach(({ row }, r) => {
    columns.forEach((column, c) => (X.data[r * columns.length + c] = dataset.values[row * nColumns + column]!));
  });
  const recordings = chosen.map(({ recording }) => recording);
  return {
    name,
    keys: chosen.map(({ key }) => key),
    recordings,
    X,
    y: Int32Array.from(recordings, ({ emotion }) => emotions.indexOf(emotion)),
    labels: emotions,
    actors: recordings.map(({ actor }) => actor),
    trials: numbered(recordings.map(({ trial }) => trial)),
  };
}

/** The same rows, seen through some of the set's own columns (indices from 0 into X's). */
export function withColumns(set: TrainingSet, columns: readonly number[]): TrainingSet {
  const X = zeros(set.X.rows, columns.length);
  for (let r = 0; r < X.rows; r++) {
    columns.forEach((column, c) => (X.data[r * X.cols + c] = set.X.data[r * set.X.cols + column]!));
  }
  return { ...set, X };
}

function belongsTo(recording: Recording, name: SpeakerSet): boolean {
  return name === "all" || recording.gender === (name === "women" ? "woman" : "man");
}

/** Equal texts get equal numbers, from 0 in order of appearance. */
function numbered(texts: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(texts, (text) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
}

import { zeros, type Matrix } from "../../shared/matrix.js";
import type { ModelSet } from "../../models/modelFile.js";
import type { SpeakerSet } from "../../report/report.js";
import { type Gender, type Labels, trialName } from "../../corpus/labels.js";
import type { Dataset } from "./dataset.js";
import { labelsOfRows, numberSpeakers } from "./rowLabels.js";

/** The rows of a dataset that one model is trained on, ready for the forest. */
export interface TrainingSet {
  readonly name: ModelSet;
  /** the dataset's keys of the rows */
  readonly keys: readonly string[];
  readonly recordings: readonly Labels[];
  /** shape [nSamples, nColumns] */
  readonly X: Matrix;
  /** index into `labels`, shape [nSamples] */
  readonly y: Int32Array;
  /** the emotions; for the gender model, the genders */
  readonly labels: readonly string[];
  /** number of each row's speaker, see numberSpeakers */
  readonly actors: readonly number[];
  /** number of each row's data set */
  readonly corpora?: Int32Array;
  /** rows of one trial (one recording in two files) have the same number */
  readonly trials: Int32Array;
}

/** The gender model's classes. */
export const genderLabels: readonly Gender[] = ["woman", "man"];

/**
 * The rows of one model. The gender model uses the recordings of every emotion.
 *
 * @param columns indices of the dataset's columns that the model uses
 */
export function trainingSet(
  dataset: Dataset,
  name: ModelSet,
  emotions: readonly string[],
  columns: readonly number[],
): TrainingSet {
  const all = labelsOfRows(dataset.header);
  const chosen = dataset.header.keys.flatMap((key, row) => {
    const recording = all[row];
    if (recording === undefined || recording.split === "test") return [];
    const belongs =
      name === "gender"
        ? recording.gender !== undefined
        : emotions.includes(recording.emotion) && isOf(recording, name);
    return belongs ? [{ key, row, recording }] : [];
  });
  const X = zeros(chosen.length, columns.length);
  const nColumns = dataset.header.columns.length;
  chosen.forEach(({ row }, r) => {
    columns.forEach((column, c) => (X.data[r * columns.length + c] = dataset.values[row * nColumns + column]!));
  });
  const recordings = chosen.map(({ recording }) => recording);
  const speakers = numberSpeakers(all);
  return {
    name,
    keys: chosen.map(({ key }) => key),
    recordings,
    X,
    ...(name === "gender"
      ? { y: Int32Array.from(recordings, ({ gender }) => genderLabels.indexOf(gender!)), labels: genderLabels }
      : { y: Int32Array.from(recordings, ({ emotion }) => emotions.indexOf(emotion)), labels: emotions }),
    actors: recordings.map(speakers.of),
    corpora: numbered(recordings.map(({ dataset }) => dataset)),
    trials: numbered(recordings.map(trialName)),
  };
}

/** The same rows with only some of the set's columns (indices from 0 into X's). */
export function withColumns(set: TrainingSet, columns: readonly number[]): TrainingSet {
  const X = zeros(set.X.rows, columns.length);
  for (let r = 0; r < X.rows; r++) {
    columns.forEach((column, c) => (X.data[r * X.cols + c] = set.X.data[r * set.X.cols + column]!));
  }
  return { ...set, X };
}

function isOf(recording: Labels, name: SpeakerSet): boolean {
  return name === "all" || recording.gender === (name === "women" ? "woman" : "man");
}

/** Equal texts get equal numbers, from 0 in order of appearance. */
export function numbered(texts: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(texts, (text) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
}

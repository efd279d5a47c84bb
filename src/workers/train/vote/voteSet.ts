import { type ViewModels, VoteData } from "../../../evaluation/vote/voteData.js";
import type { Labels } from "../../../corpus/labels.js";
import { contourNames } from "../../../dsp/speech/contourNames.js";
import {
  type ConvolutionOptions,
  type Convolutions,
  contourScales,
  convolve,
  convolvedColumns,
  fitConvolutions,
} from "../../../dsp/convolutions.js";
import type { SearchProtocol } from "../../../evaluation/nestedCrossValidation.js";
import type { ColumnRange } from "../../../features/featureSet.js";
import type { MatrixKernels } from "../../../linear/matrixKernels.js";
import { type Matrix, zeros } from "../../../shared/matrix.js";
import type { VoteSettings } from "../fitSettings.js";
import { numbered } from "../trainingSet.js";
import type { Dataset } from "../dataset.js";
import { labelsOfRows, numberSpeakers } from "../rowLabels.js";

/** Emotions of calm speech: recordings that may mislead when enrolled alone. */
const calmEmotions: readonly string[] = ["neutral", "calm"];

const genderNumbers: readonly Labels["gender"][] = ["man", "woman"]; // unknown: -1

/** The rows of a dataset for the recipe "functionals": every emotion, the run's classes first. */
export interface VoteSet {
  /** the dataset's keys of the rows */
  readonly keys: readonly string[];
  readonly recordings: readonly Labels[];
  /** the run's classes, then the other emotions that occur */
  readonly labels: readonly string[];
  readonly nAsked: number;
  readonly y: Int32Array;
  readonly speakers: readonly number[];
  /** gender of each row's speaker, as a number */
  readonly genders: readonly number[];
  /** number of each row's sentence; empty if sentences are unknown or differ between data sets */
  readonly texts: readonly number[];
  /** classes of calm speech; empty if there are none */
  readonly calmLabels: readonly number[];
}

/** Emotion, speaker and sentence of each row; needs no columns. */
export function voteSet(dataset: Dataset, emotions: readonly string[]): VoteSet & { readonly rows: readonly number[] } {
  const all = labelsOfRows(dataset.header);
  const known = dataset.header.keys.flatMap((key, row) => {
    const recording = all[row];
    return recording === undefined || recording.split === "test" ? [] : [{ key, row, recording }];
  });
  const recordings = known.map(({ recording }) => recording);
  const others = [...new Set(recordings.map(({ emotion }) => emotion))].filter((each) => !emotions.includes(each));
  const labels = [...emotions, ...others.sort()];
  const speakers = numberSpeakers(all);
  return {
    rows: known.map(({ row }) => row),
    keys: known.map(({ key }) => key),
    recordings,
    labels,
    nAsked: emotions.length,
    y: Int32Array.from(recordings, ({ emotion }) => labels.indexOf(emotion)),
    speakers: recordings.map(speakers.of),
    genders: recordings.map(({ gender }) => genderNumbers.indexOf(gender)),
    texts: textsOf(recordings),
    calmLabels: labels.flatMap((label, k) => (calmEmotions.includes(label) ? [k] : [])),
  };
}

function textsOf(recordings: readonly Labels[]): number[] {
  const statements = recordings.flatMap(({ statement }) => statement ?? []);
  const isOneDataset = new Set(recordings.map(({ dataset }) => dataset)).size === 1;
  if (statements.length < recordings.length || !isOneDataset) return [];
  const distinct = [...new Set(statements)].sort();
  const numbers = new Map(distinct.map((statement, i) => [statement, i + 1]));
  return statements.map((statement) => numbers.get(statement)!);
}

/** The input of the recipe's fits. */
export interface VoteInput {
  readonly set: VoteSet;
  readonly functionals: VoteData;
  /** contours of the rows and the number of filters to draw; undefined if the run does not use them */
  readonly convolutions:
    { readonly contours: readonly Float32Array[]; readonly settings: ConvolutionOptions } | undefined;
}

/** The contours of the set's rows, if the run uses convolutions. */
export function contoursOf(
  { contours }: Dataset,
  set: ReturnType<typeof voteSet>,
  { convolutions }: { readonly convolutions: ConvolutionOptions | null },
): VoteInput["convolutions"] {
  if (convolutions === null || contours === undefined) return undefined;
  return { contours: set.rows.map((row) => contours[row]!), settings: convolutions };
}

/**
 * The rows transformed by random convolutions, with scales and thresholds from the training rows alone.
 *
 * @param train rows to fit the convolutions on
 */
export function convolutionView(
  { contours, settings }: NonNullable<VoteInput["convolutions"]>,
  { rows, kernels }: VoteData,
  train: Int32Array,
): { readonly fitted: Convolutions; readonly data: VoteData } {
  const training = Array.from(train, (row) => contours[row]!);
  const fitted = fitConvolutions(training, contourScales(training, contourNames.length), settings);
  const X = zeros(contours.length, convolvedColumns(fitted));
  contours.forEach((of, row) => X.data.set(convolve(of, fitted), row * X.cols));
  return { fitted, data: new VoteData({ ...rows, X, copies: [], models: convolutionModels }, kernels) };
}

/** Chosen over other models, shrinkages and weights by the mean over four seeds of the kernels: docs/accuracy.md. */
const convolutionModels: ViewModels = { hasRidge: false, shrinkageShare: 0.75, weight: 1.5 };

/**
 * The rows with some of the dataset's columns, and those of their noisy copies, ready for fits.
 *
 * @param protocol what the search's folds hold out
 */
export function voteData(
  dataset: Dataset,
  set: ReturnType<typeof voteSet>,
  { columns, copies }: Pick<VoteSettings, "columns" | "copies">,
  protocol: SearchProtocol,
  kernels: MatrixKernels,
): VoteData {
  const X = columnsOf(dataset, set.rows, columns);
  const groups =
    protocol === "byCorpus" ? { groups: [...numbered(set.recordings.map(({ dataset: name }) => name))] } : {};
  const { y, nAsked, speakers, genders } = set;
  return new VoteData(
    { X, y, nAsked, speakers, genders, ...groups, copies: copies.map((range) => columnsOf(dataset, set.rows, range)) },
    kernels,
  );
}

function columnsOf({ header, values }: Dataset, rows: readonly number[], { start, end }: ColumnRange): Matrix {
  const X = zeros(rows.length, end - start);
  const nColumns = header.columns.length;
  rows.forEach((from, r) => X.data.set(values.subarray(from * nColumns + start, from * nColumns + end), r * X.cols));
  return X;
}

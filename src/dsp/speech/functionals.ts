import type { Matrix } from "../../shared/matrix.js";
import { contourShape, contourSixths } from "./contourShape.js";
import {
  allFunctionals,
  functionalColumns,
  functionalGroups,
  isLevel,
  logMelStatistics,
  modulationBands,
  nUnvoicedCepstra,
  shapedContours,
  sixthsOf,
  spectralNames,
  statisticNames,
  type FunctionalGroup,
} from "./functionalColumns.js";
import { modulation } from "./modulation.js";
import { pitchMotion, type PitchContour } from "./pitchMotion.js";
import type { SpeechAnalysis } from "./speechAnalysis.js";
import {
  columnAt,
  deltas,
  deviation,
  interpolated,
  mean,
  nStatistics,
  ofSorted,
  percentile,
  statistics,
} from "./statistics.js";
import { timing } from "./timing.js";

/** Converts a loudness, a natural logarithm, to dB. */
const decibelsPerNeper = 10 / Math.LN10;
/** The same factor, rounded as in the envelope of loudness. */
const envelopeScale = 4.34;
/** Mel bands per envelope. */
const envelopeBands = 5;
/** Minimum number of measured pitches for a contour. */
const minPitches = 6;

const column = {
  loudness: spectralNames.findIndex(({ name }) => name === "loudness"),
  centroid: spectralNames.findIndex(({ name }) => name === "centroid"),
  alphaRatio: spectralNames.findIndex(({ name }) => name === "alphaRatio"),
};

/**
 * The functionals of a recording: statistics, dynamics and timing of its descriptors over the active part.
 *
 * @returns shape [functionalColumns.length], all finite
 * @example functionals(analyseSpeech(samples))[at("f0Semitones_median")]
 */
export function functionals(analysis: SpeechAnalysis): Float64Array {
  const groups = groupsOf(analysis);
  const kept = new Float64Array(nFunctionals);
  let at = 0;
  let to = 0;
  for (const group of functionalGroups) {
    const values = groups[group];
    for (let i = 0; i < values.length; i++) {
      if (isKept[at++] === 0) continue;
      const value = values[i]!;
      kept[to++] = Number.isFinite(value) ? value : 0;
    }
  }
  return kept;
}

const isKept = Uint8Array.from(allFunctionals, ({ descriptor, functional }) =>
  isLevel(descriptor, functional) ? 0 : 1,
);
export const nFunctionals = functionalColumns.length;

/** The columns of each group, statistic by statistic, as functionalColumns.ts declares them. */
function groupsOf(analysis: SpeechAnalysis): Record<FunctionalGroup, ArrayLike<number>> {
  const { spectral, cepstra, logMel, voice, region, highBands } = analysis;
  const { start, end, active, voiced, unvoiced } = region;
  const relative = belowLoudness(logMel, spectral, start, end);
  const times = timesOf(active, start, end);
  const contour = pitchContour(analysis);
  const part = { spectral: within(spectral, start, end), cepstra: within(cepstra, start, end) };
  const rows = Int32Array.from(active, (t) => t - start);
  const contours: Record<(typeof shapedContours)[number], Float64Array> = {
    f0Contour: contour.semitones,
    loudness: allOf(part.spectral, column.loudness),
    centroid: allOf(part.spectral, column.centroid),
    alphaRatio: allOf(part.spectral, column.alphaRatio),
    cepstrum1: allOf(part.cepstra, 1),
    cepstrum2: allOf(part.cepstra, 2),
  };
  const envelopes = [
    ...bandEnvelopes(within(logMel, start, end)),
    contours.loudness.map((value) => envelopeScale * value),
    contours.f0Contour,
    contours.cepstrum1,
    contours.cepstrum2,
  ].map(modulation);
  return {
    spectral: byStatistic(spectral, active, times),
    spectralDelta: ofDeltas(deltas(part.spectral), rows),
    cepstrum: byStatistic(cepstra, active, times),
    cepstrumDelta: ofCepstrumDeltas(part.cepstra, rows),
    logMel: melStatistics(relative, active, times),
    logMelDelta: columnwise(deltas(within(logMel, start, end)), rows, [deviation]),
    voicedCepstrum: columnwise(cepstra, voiced, [mean, deviation]),
    voicedSpectral: columnwise(spectral, voiced, [mean, deviation]),
    unvoicedSpectral: columnwise(spectral, unvoiced, [mean]),
    unvoicedCepstrum: columnwise(cepstra, unvoiced, [mean]).slice(0, nUnvoicedCepstra),
    voicedLogMel: columnwise(relative, voiced, [mean]),
    voice: byStatistic(voice, voiced, timesOf(voiced, start, end), filled),
    pitchMotion: pitchMotion(contour),
    shape: shapedContours.flatMap((name) => [
      ...contourShape(contours[name]),
      ...(sixthsOf.includes(name) ? contourSixths(contours[name]) : []),
    ]),
    timing: timing({
      isActive: region.isActive.subarray(start, end),
      isVoiced: contour.isVoiced,
      loudness: contours.loudness,
      before: start,
      after: analysis.nFrames - end,
      durationSec: analysis.durationSec,
    }),
    highBands,
    modulation: modulationBands.flatMap((_, band) => envelopes.map((powers) => powers[band]!)),
  };
}

/** All twelve statistics of every column: all columns of the first statistic, then all of the next. */
function byStatistic(
  matrix: Matrix,
  rows: Int32Array,
  times: Float64Array,
  prepared = (values: Float64Array): Float64Array => values,
): Float64Array {
  const result = new Float64Array(nStatistics * matrix.cols);
  for (let c = 0; c < matrix.cols; c++) {
    const of = statistics(prepared(columnAt(matrix, c, rows)), times);
    for (let s = 0; s < nStatistics; s++) result[s * matrix.cols + c] = of[s]!;
  }
  return result;
}

function melStatistics(relative: Matrix, active: Int32Array, times: Float64Array): Float64Array {
  const { cols } = relative;
  const all = byStatistic(relative, active, times);
  const kept = new Float64Array(logMelStatistics.length * cols);
  logMelStatistics.forEach((name, i) => {
    const at = statisticNames.indexOf(name) * cols;
    kept.set(all.subarray(at, at + cols), i * cols);
  });
  return kept;
}

type Statistic = (values: Float64Array) => number;

/** The chosen statistics of every column, statistic by statistic. */
function columnwise(matrix: Matrix, rows: Int32Array, chosen: readonly Statistic[]): Float64Array {
  const result = new Float64Array(chosen.length * matrix.cols);
  for (let c = 0; c < matrix.cols; c++) {
    const values = columnAt(matrix, c, rows);
    chosen.forEach((statistic, s) => (result[s * matrix.cols + c] = statistic(values)));
  }
  return result;
}

const meanSize: Statistic = (values) => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]!);
  return sum / values.length;
};

function ofDeltas(change: Matrix, rows: Int32Array): Float64Array {
  const { cols } = change;
  const result = new Float64Array(4 * cols);
  for (let c = 0; c < cols; c++) {
    const values = columnAt(change, c, rows);
    result[c] = deviation(values);
    result[cols + c] = meanSize(values);
    values.sort();
    result[2 * cols + c] = ofSorted(values, 95);
    result[3 * cols + c] = ofSorted(values, 5);
  }
  return result;
}

function ofCepstrumDeltas(cepstra: Matrix, rows: Int32Array): Float64Array {
  const change = deltas(cepstra);
  const { cols } = change;
  const result = new Float64Array(4 * cols);
  result.set(columnwise(change, rows, [deviation, meanSize]));
  result.set(columnwise(deltas(change), rows, [deviation]), 2 * cols);
  result.set(columnwise(change, rows, [skewness]), 3 * cols);
  return result;
}

function skewness(values: Float64Array): number {
  const average = mean(values);
  let cubes = 0;
  for (let i = 0; i < values.length; i++) {
    const difference = values[i]! - average;
    cubes += difference * difference * difference;
  }
  return cubes / values.length / (deviation(values, average) ** 3 + 1e-6);
}

/** Mel bands minus the frame's loudness, for frames start to end - 1: the shape of the spectrum. */
function belowLoudness(logMel: Matrix, spectral: Matrix, start: number, end: number): Matrix {
  const data = new Float64Array(logMel.data.length);
  for (let t = start; t < end; t++) {
    const level = decibelsPerNeper * spectral.data[t * spectral.cols + column.loudness]!;
    for (let at = t * logMel.cols; at < (t + 1) * logMel.cols; at++) data[at] = logMel.data[at]! - level;
  }
  return { ...logMel, data };
}

/** Times of frames: -1 for the first frame of the active part, 1 for its last. */
function timesOf(frames: Int32Array, start: number, end: number): Float64Array {
  return Float64Array.from(frames, (t) => (2 * (t - start)) / Math.max(1, end - start - 1) - 1);
}

/** Replaces undefined values by the median of the others, or by 0 if all are undefined. */
function filled(values: Float64Array): Float64Array {
  if (values.every((value) => Number.isFinite(value))) return values;
  const defined = values.filter((value) => Number.isFinite(value));
  const middle = defined.length > 0 ? percentile(defined, 50) : 0;
  return values.map((value) => (Number.isFinite(value) ? value : middle));
}

/** Pitch of the active part with straight lines where it is unvoiced. */
export function pitchContour({ voice, pitch, region }: SpeechAnalysis): PitchContour {
  const { start, end } = region;
  const isVoiced = pitch.isVoiced.slice(start, end);
  const semitones = Float64Array.from({ length: end - start }, (_, i) => voice.data[(start + i) * voice.cols]!);
  const isKnown = Uint8Array.from(semitones, (value) => (Number.isFinite(value) ? 1 : 0));
  if (isKnown.reduce((sum, known) => sum + known, 0) < minPitches)
    return { semitones: new Float64Array(end - start), isKnown: isKnown.fill(1), isVoiced };
  return { semitones: interpolated(semitones, isKnown), isKnown, isVoiced };
}

function bandEnvelopes({ rows, cols, data }: Matrix): Float64Array[] {
  return Array.from({ length: cols / envelopeBands }, (_, i) => {
    const envelope = new Float64Array(rows);
    for (let t = 0; t < rows; t++) {
      let sum = 0;
      for (let at = t * cols + i * envelopeBands, n = 0; n < envelopeBands; n++) sum += data[at + n]!;
      envelope[t] = sum / envelopeBands;
    }
    return envelope;
  });
}

/** Rows start to end - 1, as a view. */
function within({ cols, data }: Matrix, start: number, end: number): Matrix {
  return { rows: end - start, cols, data: data.subarray(start * cols, end * cols) };
}

function allOf({ rows, cols, data }: Matrix, c: number): Float64Array {
  const values = new Float64Array(rows);
  for (let t = 0; t < rows; t++) values[t] = data[t * cols + c]!;
  return values;
}

import { ParameterError } from "../shared/errors.js";
import { isTrough, parabolicShift, yinFrames, type YinFrames, type YinOptions } from "./yin.js";

export type PyinOptions = Omit<YinOptions, "troughThreshold">;

export interface Pitch {
  /** Hz per frame, NaN where unvoiced, shape [nFrames] */
  readonly f0: Float64Array;
  /** shape [nFrames] */
  readonly isVoiced: readonly boolean[];
  /** total probability of the voiced candidates, shape [nFrames] */
  readonly voicedProbability: Float64Array;
}

/** librosa's defaults: pitch bins of a tenth of a semitone; the prior of YIN's threshold is Beta(2, 18). */
const binsPerSemitone = 10;
const nThresholds = 100;
const boltzmann = 2;
const noTroughProbability = 0.01;
const switchProbability = 0.01;
/** octaves a second */
const maxTransitionRate = 35.92;
/** less probable transitions are ignored */
const minTransition = 1e-4;
/** Keeps logarithms finite: numpy's tiny of float64. */
const tiny = 2.2250738585072014e-308;

/**
 * Fundamental frequency and voicing of each frame by probabilistic YIN: pitch candidates for every threshold, weighted
 * by a prior, and the most probable path through them (Viterbi).
 *
 * @param samples mono signal, shape [nSamples], at least 1
 * @throws ParameterError if the signal is empty or an option is out of range
 * Source: Mauch & Dixon 2014. Convention: librosa.pyin as of 1.0.0dev with its defaults.
 * @example Math.round(pyin(samples, { sampleRate: 16_000, fmin: 65, fmax: 500 }).f0[16]) // 220
 */
export function pyin(samples: Float32Array | Float64Array, options: PyinOptions): Pitch {
  const frames = yinFrames(samples, options);
  const { fmin, fmax, sampleRate } = options;
  const nBins = Math.floor(12 * binsPerSemitone * Math.log2(fmax / fmin)) + 1;
  const voicedProbability = new Float64Array(frames.nFrames);
  const observed = Array.from({ length: frames.nFrames }, (_, t) => {
    const pitches = pitchProbabilities(frames, t, options, nBins);
    voicedProbability[t] = Math.min(
      1,
      pitches.reduce((sum, p) => sum + p, 0),
    );
    return pitches;
  });
  const maxSemitones = Math.round((maxTransitionRate * 12 * frames.hopLength) / sampleRate);
  const halfWidth = (maxSemitones * binsPerSemitone) / 2;
  if (2 * halfWidth + 1 > nBins)
    throw new ParameterError("fmax", "further above fmin: pitch moves more in a frame", fmax);
  const states = mostProbablePath(observed, voicedProbability, nBins, halfWidth);
  const isVoiced = states.map((state) => state < nBins);
  const f0 = Float64Array.from(states, (state) => (state < nBins ? fmin * 2 ** (state / (12 * binsPerSemitone)) : NaN));
  return { f0, isVoiced, voicedProbability };
}

/** Probability of each pitch bin in a frame; they sum to at most 1. */
function pitchProbabilities(
  { minPeriod, valuesOf }: YinFrames,
  frame: number,
  { sampleRate, fmin }: PyinOptions,
  nBins: number,
): Float64Array {
  const values = valuesOf(frame);
  const troughs = Array.from(values.keys()).filter((i) => isTrough(values, i));
  const probabilities = new Float64Array(nBins);
  const ofTroughs = troughProbabilities(troughs.map((i) => values[i]!));
  troughs.forEach((i, k) => {
    if (ofTroughs[k] === 0) return;
    const hz = sampleRate / (minPeriod + i + parabolicShift(values, i));
    const bin = Math.max(0, Math.round(12 * binsPerSemitone * Math.log2(hz / fmin)));
    if (bin < nBins) probabilities[bin] = ofTroughs[k]!;
  });
  return probabilities;
}

/**
 * The probability that each trough is the period. Each threshold's probability is divided among the troughs below it,
 * favouring shorter periods (a truncated Boltzmann distribution); if no trough is below it, the lowest gets a small share.
 *
 * @param heights heights of the troughs, by ascending period, shape [nTroughs]
 * @returns shape [nTroughs]
 */
export function troughProbabilities(heights: readonly number[]): Float64Array {
  const probabilities = new Float64Array(heights.length);
  const lowest = heights.reduce((best, height, k) => (height < heights[best]! ? k : best), 0);
  for (let i = 1; i <= nThresholds; i++) {
    const weight = betaBelow(i / nThresholds) - betaBelow((i - 1) / nThresholds);
    const below = heights.flatMap((height, k) => (height < i / nThresholds ? [k] : []));
    if (below.length === 0) probabilities[lowest]! += noTroughProbability * weight;
    const norm = (1 - Math.exp(-boltzmann)) / (1 - Math.exp(-boltzmann * below.length));
    below.forEach((k, position) => (probabilities[k]! += weight * norm * Math.exp(-boltzmann * position)));
  }
  return probabilities;
}

/** The distribution function of Beta(2, 18). */
function betaBelow(x: number): number {
  return 1 - (1 - x) ** 18 * (1 + 18 * x);
}

/**
 * Viterbi over voiced bins 0 … nBins - 1 and unvoiced ones nBins … 2 nBins - 1. The pitch moves by at most `halfWidth`
 * bins per frame, smaller moves being more probable; voicing rarely changes. All states are equally probable at first.
 *
 * @param observed probability of each voiced bin, frame by frame
 * @param voiced   total probability of the voiced bins, frame by frame
 * @returns the state of each frame
 */
export function mostProbablePath(
  observed: readonly Float64Array[],
  voiced: Float64Array,
  nBins: number,
  halfWidth: number,
): number[] {
  const moves = transitionsInto(nBins, halfWidth);
  const logOf = (t: number, state: number): number =>
    Math.log((state < nBins ? observed[t]![state]! : (1 - voiced[t]!) / nBins) + tiny);
  let value = Float64Array.from({ length: 2 * nBins }, (_, state) => logOf(0, state));
  const pointers = observed.slice(1).map((_, before) => {
    const pointer = new Int32Array(2 * nBins);
    const last = value;
    value = Float64Array.from(moves, (into, state) => {
      let best = -Infinity;
      for (const { from, cost } of into) {
        if (last[from]! + cost <= best) continue;
        best = last[from]! + cost;
        pointer[state] = from;
      }
      return logOf(before + 1, state) + best;
    });
    return pointer;
  });
  const states = [value.reduce((best, each, state) => (each > value[best]! ? state : best), 0)];
  for (const pointer of pointers.reverse()) states.push(pointer[states.at(-1)!]!);
  return states.reverse();
}

interface Move {
  readonly from: number;
  /** log probability */
  readonly cost: number;
}

/** The transitions into each state, ordered by the state they come from. */
function transitionsInto(nBins: number, halfWidth: number): readonly (readonly Move[])[] {
  const weight = (from: number, to: number): number => Math.max(0, 1 - Math.abs(from - to) / (halfWidth + 1));
  const sums = Array.from({ length: nBins }, (_, from) => {
    let sum = 0;
    for (let to = Math.max(0, from - halfWidth); to <= Math.min(nBins - 1, from + halfWidth); to++)
      sum += weight(from, to);
    return sum;
  });
  return Array.from({ length: 2 * nBins }, (_, state) => {
    const to = state % nBins;
    const into: Move[] = [];
    for (const group of [0, 1])
      for (let from = Math.max(0, to - halfWidth); from <= Math.min(nBins - 1, to + halfWidth); from++) {
        const stays = group === (state < nBins ? 0 : 1);
        const p = (weight(from, to) / sums[from]!) * (stays ? 1 - switchProbability : switchProbability);
        if (p >= minTransition) into.push({ from: group * nBins + from, cost: Math.log(p + tiny) });
      }
    return into;
  });
}

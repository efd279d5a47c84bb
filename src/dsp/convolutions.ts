import { ParameterError } from "../shared/errors.js";
import { uniform32 } from "./splitMix32.js";

/*
 * Random convolutions: a thousand fixed random kernels applied to a recording's contours, each giving three numbers. A
 * linear model on these is a strong classifier of sequences, and only scales and thresholds are learnt from the
 * training rows:
 *
 *     training   const scales = contourScales(trainingContours, 44);
 *                const kernels = fitConvolutions(trainingContours, scales, { seed: 7 });
 *     any row    const columns = convolve(contours, kernels);        // Float32Array [3 * 1000]
 *
 * A recording that is held out must not be among `trainingContours`. Kernels follow from the seed, so a model file
 * stores `saveConvolutions(kernels)`: seed, scales and thresholds.
 *
 * Source: Dempster, Petitjean & Webb 2020, ROCKET; 2021, MiniRocket (nine taps, six -1 and three +2; dilations; share
 * above a threshold); Tan, Dempster, Bergmeir & Webb 2022, MultiRocket (mean position of the frames above it).
 */

/** Taps of a kernel: six -1 and three +2, so that a constant gives 0. */
const nTaps = 9;
const nHighTaps = 3;
/** Frames from one tap to the next: at 20 ms, kernels see 0.18 to 1.94 s. */
export const dilations = [1, 2, 4, 8, 12] as const;
/** Maximum number of channels a kernel uses. */
const maxChannels = 7;
/** Thresholds are quantiles of the training frames, drawn evenly between these. */
const minQuantile = 0.15;
const maxQuantile = 0.85;
/** Number of training recordings, and of frames from each, from which quantiles are estimated. */
const recordingsForQuantiles = 24;
const frameStep = 5;
/** A channel with a smaller standard deviation counts as constant. */
const minDeviation = 1e-9;

/** Mean and standard deviation of each channel over training frames. */
export interface ContourScales {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

export interface ConvolutionOptions {
  /** seed of the random kernels */
  readonly seed: number;
  /** kernels per dilation. @defaultValue 200: with 800 a vote with functionals is no better (docs/accuracy.md) */
  readonly perDilation?: number;
}

/** One kernel: nine weights, the same on each of its channels except for the sign. */
export interface Kernel {
  /** which three of the nine taps are +2, ascending */
  readonly highTaps: readonly number[];
  readonly channels: Int32Array;
  /** +1 or -1, divided by the square root of the number of channels; one per channel */
  readonly signs: Float64Array;
}

/**
 * How many numbers a kernel gives: the share of frames above its threshold, their mean excess and, unless the model is
 * of an earlier version, their mean position.
 */
export type NumbersPerKernel = 2 | 3;

/** Kernels with the scales and thresholds of the training rows. */
export interface Convolutions {
  readonly perKernel: NumbersPerKernel;
  readonly seed: number;
  readonly perDilation: number;
  readonly scales: ContourScales;
  /** dilation by dilation */
  readonly kernels: readonly Kernel[];
  /** one per kernel */
  readonly thresholds: Float32Array;
}

/**
 * Scales of the training rows' contours.
 *
 * @param contours  each of shape [nFrames, nChannels], row-major; recordings without a frame are left out
 * @throws ParameterError if there is no frame at all, or a length is not a multiple of nChannels
 */
export function contourScales(contours: readonly Float32Array[], nChannels: number): ContourScales {
  const means = new Float64Array(nChannels);
  const deviations = new Float64Array(nChannels);
  let nFrames = 0;
  for (const contour of contours) nFrames += framesOf(contour, nChannels);
  if (nFrames === 0) throw new ParameterError("contours", "at least one frame", "none");
  for (const contour of contours) contour.forEach((value, i) => (means[i % nChannels]! += value / nFrames));
  for (const contour of contours)
    contour.forEach((value, i) => (deviations[i % nChannels]! += (value - means[i % nChannels]!) ** 2 / nFrames));
  return { means, deviations: deviations.map((variance) => Math.max(minDeviation, Math.sqrt(variance))) };
}

/**
 * Draws kernels and finds each one's threshold: a random quantile of its responses to the training frames.
 *
 * @param contours training rows only, each of shape [nFrames, nChannels]
 * @throws ParameterError as contourScales
 * @example fitConvolutions(contours, contourScales(contours, 44), { seed: 7 })
 */
export function fitConvolutions(
  contours: readonly Float32Array[],
  scales: ContourScales,
  { seed, perDilation = 200 }: ConvolutionOptions,
): Convolutions {
  const nChannels = scales.means.length;
  const kernels = drawKernels(seed, perDilation, nChannels);
  const step = Math.max(1, Math.floor(contours.length / recordingsForQuantiles));
  const seen = contours.filter((contour, i) => i % step === 0 && framesOf(contour, nChannels) > 0);
  const random = uniform32(seed + 1);
  const thresholds = new Float32Array(kernels.length);
  const answers = seen.map((contour) => createAnswers(contour, scales));
  kernels.forEach((kernel, k) => {
    const dilation = dilations[Math.floor(k / perDilation)]!;
    const sampled = answers.flatMap((answer) => answer(kernel, dilation).filter((_, t) => t % frameStep === 0));
    const ordered = Float32Array.from(sampled.flatMap((values) => [...values])).sort();
    const quantile = minQuantile + (maxQuantile - minQuantile) * random();
    thresholds[k] = ordered[Math.floor(quantile * ordered.length)] ?? 0;
  });
  return { perKernel: 3, seed, perDilation, scales, kernels, thresholds };
}

/** The number of columns that `convolve` gives. */
export function convolvedColumns({ perKernel, kernels }: Convolutions): number {
  return perKernel * kernels.length;
}

/** Position of the frames above a threshold if there are none: the middle. */
const noPosition = 0.5;

/**
 * The kernels' features of a recording: for each kernel the share of frames above its threshold, then for each the
 * logarithm of 1 + the mean excess, then for each the mean position of the frames above, from 0 (the beginning) to 1;
 * 0.5 if there are none.
 *
 * @param contour shape [nFrames, nChannels]; one without a frame has nothing above a threshold
 * @returns shape [convolvedColumns], all finite
 * @throws ParameterError if the length is not a multiple of the number of channels
 */
export function convolve(
  contour: Float32Array,
  { perKernel, kernels, scales, thresholds, perDilation }: Convolutions,
): Float32Array {
  const nKernels = kernels.length;
  const result = new Float32Array(perKernel * nKernels);
  result.fill(noPosition, 2 * nKernels);
  const nFrames = framesOf(contour, scales.means.length);
  if (nFrames === 0) return result;
  const answer = createAnswers(contour, scales);
  kernels.forEach((kernel, k) => {
    const threshold = thresholds[k]!;
    const answers = answer(kernel, dilations[Math.floor(k / perDilation)]!);
    let above = 0;
    let excess = 0;
    let positions = 0;
    for (let t = 0; t < nFrames; t++) {
      const value = answers[t]!;
      if (value <= threshold) continue;
      above++;
      excess += value - threshold;
      positions += t;
    }
    result[k] = above / nFrames;
    result[nKernels + k] = Math.log1p(excess / nFrames);
    if (perKernel === 3 && above > 0) result[2 * nKernels + k] = (positions / above + 0.5) / nFrames;
  });
  return result;
}

/** The kernels as stored in a model file, as JSON. */
export interface SavedConvolutions {
  /** @defaultValue 2, as in models of earlier versions */
  readonly perKernel?: NumbersPerKernel | undefined;
  readonly seed: number;
  readonly perDilation: number;
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly thresholds: readonly number[];
}

export function saveConvolutions({
  perKernel,
  seed,
  perDilation,
  scales,
  thresholds,
}: Convolutions): SavedConvolutions {
  const { means, deviations } = scales;
  return { perKernel, seed, perDilation, means: [...means], deviations: [...deviations], thresholds: [...thresholds] };
}

/** @throws ParameterError unless there is one threshold per kernel and one scale per channel */
export function loadConvolutions(saved: SavedConvolutions): Convolutions {
  const { perKernel = 2, seed, perDilation, means, deviations, thresholds } = saved;
  if (means.length !== deviations.length)
    throw new ParameterError("deviations", `${means.length}, one a channel`, deviations.length);
  const kernels = drawKernels(seed, perDilation, means.length);
  if (thresholds.length !== kernels.length)
    throw new ParameterError("thresholds", `${kernels.length}, one a kernel`, thresholds.length);
  const scales = { means: Float64Array.from(means), deviations: Float64Array.from(deviations) };
  return { perKernel, seed, perDilation, scales, kernels, thresholds: Float32Array.from(thresholds) };
}

/** The kernels for a seed, the same on every machine. */
export function drawKernels(seed: number, perDilation: number, nChannels: number): Kernel[] {
  const random = uniform32(seed);
  const below = (n: number): number => Math.floor(random() * n);
  return Array.from({ length: dilations.length * perDilation }, () => {
    const count = 1 + below(Math.min(maxChannels, nChannels));
    const channels = drawn(nChannels, count, below);
    const highTaps = [...drawn(nTaps, nHighTaps, below)].sort((a, b) => a - b);
    return { channels, highTaps, signs: Float64Array.from(channels, () => (below(2) * 2 - 1) / Math.sqrt(count)) };
  });
}

/** `count` distinct integers below n, in random order. */
function drawn(n: number, count: number, below: (n: number) => number): Int32Array {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + below(n - i);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.subarray(0, count);
}

function framesOf(contour: Float32Array, nChannels: number): number {
  const nFrames = contour.length / nChannels;
  if (!Number.isInteger(nFrames))
    throw new ParameterError("contour.length", `a multiple of ${nChannels}`, contour.length);
  return nFrames;
}

/**
 * A standardised recording, evaluated kernel by kernel; the outermost frames repeat beyond its ends.
 *
 * @returns a function that computes a kernel's responses, one per frame; its next call overwrites them
 */
function createAnswers(
  contour: Float32Array,
  { means, deviations }: ContourScales,
): (kernel: Kernel, dilation: number) => Float32Array {
  const nChannels = means.length;
  const nFrames = contour.length / nChannels;
  const reach = (nTaps - 1) / 2;
  const pad = reach * dilations[dilations.length - 1]!;
  // Channel by channel, padded with the outermost frames, so that a kernel reads contiguous memory.
  const stride = nFrames + 2 * pad;
  const padded = new Float32Array(nChannels * stride);
  for (let c = 0; c < nChannels; c++) {
    for (let i = 0; i < stride; i++) {
      const t = Math.min(nFrames - 1, Math.max(0, i - pad));
      padded[c * stride + i] = (contour[t * nChannels + c]! - means[c]!) / deviations[c]!;
    }
  }
  const mixed = new Float32Array(stride);
  const answers = new Float32Array(nFrames);
  return ({ channels, signs, highTaps }, dilation) => {
    const first = pad - reach * dilation;
    const end = first + 2 * reach * dilation + nFrames;
    mixed.fill(0, first, end);
    channels.forEach((channel, i) => {
      const sign = signs[i]!;
      const at = channel * stride;
      for (let t = first; t < end; t++) mixed[t]! += sign * padded[at + t]!;
    });
    const [a, b, c] = highTaps.map((tap) => first + tap * dilation) as [number, number, number];
    for (let t = 0, at = first; t < nFrames; t++, at++) {
      const outer = mixed[at]! + mixed[at + 8 * dilation]! + (mixed[at + dilation]! + mixed[at + 7 * dilation]!);
      const inner =
        mixed[at + 2 * dilation]! +
        mixed[at + 6 * dilation]! +
        (mixed[at + 3 * dilation]! + mixed[at + 5 * dilation]!) +
        mixed[at + 4 * dilation]!;
      answers[t] = 3 * (mixed[a + t]! + mixed[b + t]! + mixed[c + t]!) - (outer + inner);
    }
    return answers;
  };
}

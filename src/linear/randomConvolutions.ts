import { Random, treeKey } from "../forest/nodeRandom.js";
import { ParameterError } from "../shared/errors.js";

/*
 * Random convolutions: thousands of small random filters run over a recording's contours, each summed up by two numbers.
 * What they answer to is drawn, not learnt: a seed is all that must be kept of them. Linear models find what is useful.
 *
 * A filter has nine taps, `dilation` frames apart, of which three weigh 2 and six -1, on one to seven random channels
 * with random signs. The taps sum to 0, so that a constant contour gives 0, and a channel's mean does not matter.
 *
 *     taps   -1  2 -1 -1  2 -1 -1 -1  2        dilation 1: the nine frames around t
 *                                              dilation 4: t - 16, t - 12, ... t + 16
 *
 * Source: Dempster, Schmidt & Webb, MiniRocket (KDD 2021), for several channels after Tan et al., MultiRocket (2022).
 */

const nTaps = 9;
const half = (nTaps - 1) / 2;
const dilations = [1, 2, 4, 8, 12] as const;
const greatest = Math.max(...dilations);
const maxChannels = 7;

/** Recordings that thresholds are drawn from, and of these every fifth frame. */
const nSampled = 24;
const frameStep = 5;

/** A recording's contours: frames × channels, row-major. */
export type Contours = Float32Array;

export interface ConvolutionSettings {
  readonly seed: number;
  readonly nChannels: number;
  /** filters of each dilation */
  readonly perDilation: number;
}

/** What training frames add to the random filters; with the settings, all that is needed to use them. */
export interface FittedConvolutions extends ConvolutionSettings {
  /** standard deviation of each channel, shape [nChannels] */
  readonly sd: Float64Array;
  /** shape [nFilters] */
  readonly thresholds: Float64Array;
}

interface Filter {
  readonly dilation: number;
  readonly channels: readonly number[];
  /** ±1 / sqrt(number of channels), one a channel */
  readonly weights: readonly number[];
  /** the three taps that weigh 2 */
  readonly heavy: readonly [number, number, number];
}

/**
 * Fits channel scales and thresholds: a filter's threshold is a random quantile, between 15 % and 85 %, of its answers on
 * training frames.
 *
 * @param recordings of training speakers alone, each of at least one frame
 * @throws ParameterError if there is none or a recording is no whole number of frames
 * @example const fitted = fitConvolutions(training, { seed: 7, nChannels: 44, perDilation: 800 });
 */
export function fitConvolutions(recordings: readonly Contours[], settings: ConvolutionSettings): FittedConvolutions {
  if (recordings.length === 0) throw new ParameterError("recordings", "at least one", "none");
  const { seed, nChannels } = settings;
  const sd = channelSds(recordings, nChannels);
  const filters = filtersOf(settings);
  const step = Math.max(1, Math.floor(recordings.length / nSampled));
  const samples: number[][] = filters.map(() => []);
  for (let r = 0; r < recordings.length; r += step) {
    const bank = new Bank(recordings[r]!, sd);
    filters.forEach((filter, f) => {
      const answers = bank.answers(filter);
      for (let t = 0; t < answers.length; t += frameStep) samples[f]!.push(answers[t]!);
    });
  }
  const random = new Random(treeKey(seed, 1));
  const thresholds = Float64Array.from(samples, (of) => {
    const sorted = Float64Array.from(of).sort();
    const quantile = 0.15 + 0.7 * (random.below(1_000_000) / 1_000_000);
    return sorted[Math.floor(quantile * sorted.length)]!;
  });
  return { ...settings, sd, thresholds };
}

/**
 * Two numbers a filter: the share of frames whose answer is above the threshold, and log(1 + mean excess over it).
 *
 * @returns shape [2 nFilters]: all shares, then all excesses
 * @throws ParameterError if the contours are no whole number of frames, or none
 */
export function convolutionFeatures(fitted: FittedConvolutions, contours: Contours): Float64Array {
  const filters = filtersOf(fitted);
  const features = new Float64Array(2 * filters.length);
  const bank = new Bank(contours, fitted.sd);
  filters.forEach((filter, f) => {
    const answers = bank.answers(filter);
    const threshold = fitted.thresholds[f]!;
    let above = 0;
    let excess = 0;
    for (let t = 0; t < answers.length; t++) {
      const over = answers[t]! - threshold;
      if (over > 0) {
        above += 1;
        excess += over;
      }
    }
    features[f] = above / answers.length;
    features[filters.length + f] = Math.log1p(excess / answers.length);
  });
  return features;
}

/** Number of columns that `convolutionFeatures` returns. */
export function convolutionColumns({ perDilation }: Pick<ConvolutionSettings, "perDilation">): number {
  return 2 * perDilation * dilations.length;
}

/** The filters of a seed, made once. */
const made = new Map<string, readonly Filter[]>();

function filtersOf({ seed, nChannels, perDilation }: ConvolutionSettings): readonly Filter[] {
  const key = `${seed} ${nChannels} ${perDilation}`;
  let filters = made.get(key);
  if (filters === undefined) {
    const random = new Random(treeKey(seed, 0));
    filters = dilations.flatMap((dilation) =>
      Array.from({ length: perDilation }, () => drawFilter(dilation, nChannels, random)),
    );
    made.set(key, filters);
  }
  return filters;
}

function drawFilter(dilation: number, nChannels: number, random: Random): Filter {
  const count = Math.min(1 + random.below(maxChannels), nChannels);
  const channels = drawn(count, nChannels, random);
  const weights = channels.map(() => (random.below(2) === 0 ? -1 : 1) / Math.sqrt(count));
  const [a, b, c] = drawn(3, nTaps, random);
  return { dilation, channels, weights, heavy: [a!, b!, c!] };
}

/** `count` different numbers below `bound`. */
function drawn(count: number, bound: number, random: Random): number[] {
  const chosen: number[] = [];
  while (chosen.length < count) {
    const next = random.below(bound);
    if (!chosen.includes(next)) chosen.push(next);
  }
  return chosen;
}

/** One recording's contours, scaled, by channel, with their ends drawn out so that every tap finds a frame. */
class Bank {
  readonly #nFrames: number;
  readonly #channels: readonly Float64Array[];
  /** sums of all nine taps by channel and dilation: what filters have in common */
  readonly #sums = new Map<number, Float64Array>();
  readonly #answers: Float64Array;

  constructor(contours: Contours, sd: Float64Array) {
    const nChannels = sd.length;
    this.#nFrames = contours.length / nChannels;
    if (!Number.isInteger(this.#nFrames) || this.#nFrames < 1)
      throw new ParameterError("contours", `whole frames of ${nChannels} channels, at least one`, contours.length);
    const pad = half * greatest;
    this.#channels = Array.from(sd, (scale, channel) => {
      const values = new Float64Array(this.#nFrames + 2 * pad);
      for (let i = 0; i < values.length; i++) {
        const frame = Math.min(Math.max(i - pad, 0), this.#nFrames - 1);
        values[i] = contours[frame * nChannels + channel]! / scale;
      }
      return values;
    });
    this.#answers = new Float64Array(this.#nFrames);
  }

  /** The filter's answer in each frame; overwritten by the next call. */
  answers({ dilation, channels, weights, heavy }: Filter): Float64Array {
    const answers = this.#answers;
    answers.fill(0);
    const first = half * greatest - half * dilation;
    const a = first + heavy[0] * dilation;
    const b = first + heavy[1] * dilation;
    const c = first + heavy[2] * dilation;
    channels.forEach((channel, i) => {
      const values = this.#channels[channel]!;
      const sums = this.#sumsOf(channel, dilation);
      const weight = weights[i]!;
      for (let t = 0; t < answers.length; t++)
        answers[t]! += weight * (3 * (values[t + a]! + values[t + b]! + values[t + c]!) - sums[t]!);
    });
    return answers;
  }

  #sumsOf(channel: number, dilation: number): Float64Array {
    const key = channel * (greatest + 1) + dilation;
    let sums = this.#sums.get(key);
    if (sums === undefined) {
      const values = this.#channels[channel]!;
      const first = half * greatest - half * dilation;
      sums = new Float64Array(this.#nFrames);
      for (let t = 0; t < sums.length; t++)
        for (let tap = 0; tap < nTaps; tap++) sums[t]! += values[t + first + tap * dilation]!;
      this.#sums.set(key, sums);
    }
    return sums;
  }
}

/** Over all frames of all recordings; a channel that never moves is divided by 1. */
function channelSds(recordings: readonly Contours[], nChannels: number): Float64Array {
  const sums = new Float64Array(nChannels);
  const squares = new Float64Array(nChannels);
  let nFrames = 0;
  for (const contours of recordings) {
    nFrames += contours.length / nChannels;
    for (let i = 0; i < contours.length; i++) sums[i % nChannels]! += contours[i]!;
  }
  for (const contours of recordings)
    for (let i = 0; i < contours.length; i++) {
      const channel = i % nChannels;
      squares[channel]! += (contours[i]! - sums[channel]! / nFrames) ** 2;
    }
  return squares.map((sum) => {
    const sd = Math.sqrt(sum / nFrames);
    return sd > 1e-9 ? sd : 1;
  });
}

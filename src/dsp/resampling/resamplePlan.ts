import { type LowPassSpec, lowPassLength, transitionAt } from "./kaiserLowPass.js";

/** Specification of one stage in a chain that changes the rate; each stage takes the output of the previous one. */
export type StageSpec = HalvingSpec | BlockSpec | PolyphaseSpec;

/** Every second sample, after a short half-band filter. */
export interface HalvingSpec {
  readonly kind: "halving";
  readonly attenuationDb: number;
}

/** Resampling by up / down with a long filter, in blocks, by fast convolution. */
export interface BlockSpec {
  readonly kind: "block";
  readonly up: number;
  readonly down: number;
  readonly lowPass: LowPassSpec;
  /** coefficients, odd */
  readonly nTaps: number;
}

/** Resampling by up / down with short filters, one for each of `nPhases` positions between two samples. */
export interface PolyphaseSpec {
  readonly kind: "polyphase";
  /** inputs from one output to the next = down / up; whole numbers if order is 0, else up is 1 */
  readonly up: number;
  readonly down: number;
  readonly lowPass: LowPassSpec;
  /** coefficients per phase */
  readonly nTaps: number;
  readonly nPhases: number;
  /**
   * 0: every output falls on a phase; 1, 2: outputs between two phases are interpolated by a polynomial of this order
   */
  readonly order: 0 | 1 | 2;
}

const decibels = (ratio: number): number => 20 * Math.log10(ratio);

/** soxr's recipe HQ, librosa's default: precise to 20 bits, 6.02 dB each; the stopband begins at the Nyquist frequency. */
const precisionBits = 20;
/** As a fraction of the lower Nyquist frequency: 0.9137. */
const passbandEnd = 1 - 0.05 / (1 - transitionAt(-3, precisionBits * decibels(2)));
/** One bit more, for passband and stopband together: 126 dB. */
const wholeDb = (precisionBits + 1) * decibels(2);
/** Drop allowed at the end of the polyphase filter's passband. */
const rolloffDb = Math.fround(-0.01);

/** Largest denominator of a ratio of rates that is followed exactly. */
const maxPhases = 2048;
/** If the coefficients for linear interpolation take more bytes, soxr interpolates by parabolas, between fewer phases. */
const maxCoefficientBytes = 401_000;
/** log2 of the number of phases kept when interpolating linearly and by a parabola. */
const phaseBits = {
  down: { 1: 12.4, 2: 7.8 },
  narrow: { 1: 10.6, 2: 6.75 },
  up: { 1: 11, 2: 7 },
} as const;

/**
 * The stages by which soxr changes a rate, each with its filter's specification.
 *
 *     48,000 -> 16,000 Hz      a block stage, 1/3
 *     48,000 ->  8,000 Hz      halving, then a block stage, 1/3
 *     44,100 -> 16,000 Hz      a block stage, 1/1 (the low-pass), then phases, 160/441
 *     22,050 -> 16,000 Hz      a block stage, 2/1, then phases, 160/441
 *      8,000 -> 48,000 Hz      a block stage, 2/1, phases, 3/4 ... , then a block stage, 4/1
 *
 * @param ratio fromRate / toRate, not 1
 */
export function resamplePlan(ratio: number): StageSpec[] {
  const factors = factorsOf(ratio);
  const { halvings, pre, arbitrary, post, isUpsampling } = factors;
  const hasArbitrary = arbitrary.up !== 1 || arbitrary.down !== 1;
  const hasPre = pre.up * pre.down !== 1;
  const hasPost = post.up * post.down !== 1;

  // The stages' errors add up, so each must be more accurate than the whole. `arbitrary` is never the only stage.
  const nFilters = halvings + Number(hasPre) + Number(hasPost);
  const arbitraryDb = wholeDb + (hasArbitrary ? decibels(2) : 0);
  const attenuationDb = arbitraryDb + decibels(nFilters);

  const stages: StageSpec[] = Array.from({ length: halvings }, () => ({ kind: "halving", attenuationDb }));
  let band = { passbandEnd, stopbandStart: 1 };
  if (hasPre) {
    const nyquist = pre.down > 0 ? Math.max(pre.up, pre.down) : arbitrary.down / arbitrary.up;
    const lowPass = { ...band, nyquist, attenuationDb, phases: 1 };
    stages.push(blockSpec(pre.up, Math.max(1, pre.down), lowPass));
    band = { passbandEnd: passbandEnd / nyquist, stopbandStart: 1 / nyquist };
  }
  if (hasArbitrary) stages.push(polyphaseSpec(factors, band, arbitraryDb));
  if (hasPost) {
    const alpha = post.down / (ratio * post.up);
    const lowPass = {
      passbandEnd: passbandEnd / (isUpsampling ? alpha : 1),
      stopbandStart: isUpsampling ? Math.max(2 - 1 / alpha, 1) : 1,
      nyquist: Math.max(post.up, post.down),
      attenuationDb,
      phases: 1,
    };
    stages.push(blockSpec(post.up, post.down, lowPass));
  }
  return stages;
}

interface Ratio {
  readonly up: number;
  readonly down: number;
}

interface Factors {
  readonly halvings: number;
  /** `down` 0: only a low-pass filter before `arbitrary` */
  readonly pre: Ratio;
  readonly arbitrary: Ratio;
  readonly post: Ratio;
  readonly isUpsampling: boolean;
  readonly isRational: boolean;
}

/** Splits a ratio into powers of two, small factors and the rest. */
function factorsOf(ratio: number): Factors {
  const first = split(ratio, 1);
  const { pre, arbitrary } = first;
  const upBy = (pre.up * arbitrary.up) / arbitrary.down;
  if (upBy <= 4 || upBy === 5) return first;
  // For large factors the last stage doubles repeatedly; the remaining factor is split again.
  let postUp = 4;
  for (let i = Math.floor(upBy / 16) >> 1; i > 0 && postUp < 256; i >>= 1) postUp *= 2;
  return split((arbitrary.down * postUp) / arbitrary.up / pre.up, postUp);
}

function split(ratio: number, postUp: number): Factors {
  let down = ratio;
  const isUpsampling = down < 1;
  let halvings = 0;
  for (let i = Math.floor(0.5 * down) >> 1; i > 0; i >>= 1) {
    down *= 0.5;
    halvings++;
  }
  const preDown = Number(isUpsampling || (down > 1.5 && down < 2));
  const postDown = 1 + Number(down > 1 && preDown > 0);
  down /= postDown;
  const preUp = 1 + Number(preDown === 0 && down < 2) + Number(isUpsampling);
  down *= preUp;

  const fraction = rationalOf(down);
  let up = 1;
  if (fraction !== undefined) {
    down = fraction.down;
    up = fraction.up;
    if (down > 3 && fraction.isRoundedUp) {
      halvings++;
      down /= 2;
    }
  }
  let [wholeUp, wholeDown] = [preUp * up, Math.floor(down * postDown)];
  if (wholeUp % 2 === 0 && wholeDown % 2 === 0) [wholeUp, wholeDown] = [wholeUp / 2, wholeDown / 2];
  const isSmall = Math.max(wholeUp, wholeDown) < 5 || wholeUp * wholeDown < 6;
  const isRational = fraction !== undefined;
  // One block stage is enough for a small factor.
  if (isRational && isSmall) {
    const [pre, post] = [
      { up: wholeUp, down: wholeDown },
      { up: postUp, down: 1 },
    ];
    return { halvings, pre, arbitrary: one, post, isUpsampling, isRational };
  }
  const [pre, post] = [
    { up: preUp, down: preDown },
    { up: postUp, down: postDown },
  ];
  return { halvings, pre, arbitrary: { up, down }, post, isUpsampling, isRational };
}

const one: Ratio = { up: 1, down: 1 };

/** The fraction equal to a number to 32 fractional bits, if there is one with a small denominator. */
function rationalOf(value: number): { up: number; down: number; isRoundedUp: boolean } | undefined {
  const whole = Math.floor(value);
  const fraction = value - whole;
  if (fraction === 0) return { up: 1, down: value, isRoundedUp: false };
  const scaled = fraction * 2 ** 32;
  const tolerance = Math.abs(Math.floor(scaled + 0.5) / scaled - 1);
  for (let up = 1; up <= maxPhases; up++) {
    const exact = fraction * up;
    const rounded = Math.floor(exact + 0.5);
    if (Math.abs(rounded / exact - 1) > tolerance) continue;
    return rounded === up
      ? { up: 1, down: Math.ceil(value), isRoundedUp: true }
      : { up, down: up * whole + rounded, isRoundedUp: false };
  }
  return undefined;
}

function blockSpec(up: number, down: number, lowPass: LowPassSpec): BlockSpec {
  const isPowerOfTwo = up > 1 && (up & (up - 1)) === 0;
  const nTaps = lowPassLength(lowPass, isPowerOfTwo && lowPass.nyquist === up ? 2 * up : 4);
  return { kind: "block", up, down, lowPass, nTaps };
}

function polyphaseSpec(
  { pre, arbitrary, isUpsampling, isRational }: Factors,
  band: { passbandEnd: number; stopbandStart: number },
  attenuationDb: number,
): PolyphaseSpec {
  const step = isUpsampling ? 1 : arbitrary.down / arbitrary.up;
  const isNarrow = !isUpsampling && pre.down > 0;
  const nyquist = isNarrow ? 2 * step : 1;
  const stopbandStart = isNarrow ? 3 : 2 - (band.passbandEnd + (band.stopbandStart - band.passbandEnd) * 0.7);
  const width = (stopbandStart - band.passbandEnd) / (1 - transitionAt(rolloffDb, attenuationDb));
  const lowPassOf = (phases: number): LowPassSpec => ({
    passbandEnd: stopbandStart - width,
    stopbandStart,
    nyquist,
    attenuationDb,
    phases,
  });
  const tapsOf = (phases: number): number => {
    const interleaved = Math.max(phases, 19);
    const nTaps = Math.floor(lowPassLength(lowPassOf(interleaved)) / interleaved) + 1;
    return nTaps + (pre.down === 0 ? nTaps % 2 : 0);
  };

  if (isRational) {
    let { up, down } = arbitrary;
    const nTaps = tapsOf(up);
    // An odd filter is centred half-way between two phases.
    if (nTaps % 2 === 1 && up % 2 === 1) [up, down] = [2 * up, 2 * down];
    return { kind: "polyphase", up, down, lowPass: lowPassOf(up), nTaps, nPhases: up, order: 0 };
  }
  const bits = phaseBits[isUpsampling ? "up" : isNarrow ? "narrow" : "down"];
  const interpolated = (order: 1 | 2): PolyphaseSpec => {
    const nPhases = 2 ** Math.ceil(Math.fround(bits[order]) - Math.log2(step));
    return {
      kind: "polyphase",
      up: 1,
      down: arbitrary.down,
      lowPass: lowPassOf(nPhases),
      nTaps: tapsOf(nPhases),
      nPhases,
      order,
    };
  };
  const linear = interpolated(1);
  const bytes = 4 * 4 * Math.ceil(linear.nTaps / 4) * linear.nPhases * 2;
  return bytes < maxCoefficientBytes ? linear : interpolated(2);
}

import { ParameterError } from "../../shared/errors.js";
import { sineAndCosine } from "./float32Trigonometry.js";

const f = Math.fround;

/**
 * A discrete Fourier transform of real input in single precision, with every rounding prescribed.
 *
 * Spectra are packed: value 2k is the real part and 2k + 1 the imaginary part of bin k. Bin 0 is real, so value 1 holds
 * bin nFft / 2, which is real too.
 */
export interface Float32Fft {
  /** X[k] = sum over n of x[n] * exp(-2 pi i k n / nFft); both of shape [nFft]. */
  forward(samples: Float32Array, spectrum: Float32Array): void;
  /** The inverse of `forward`, times nFft. */
  inverse(spectrum: Float32Array, samples: Float32Array): void;
  readonly passes: readonly Pass[];
}

/** `radix` packed spectra of `length` samples make one of radix * length. */
export interface Pass {
  readonly radix: 2 | 4;
  readonly length: number;
  /** for each bin below length / 2: cosine and sine of one, two and three steps, shape [length / 2, 6] */
  readonly twiddles: Float32Array;
}

/**
 * Prepares the tables of a transform that rounds as PFFFT does, bit for bit: soxr resamples with it.
 *
 *     256 spectra of 4 samples, 256 apart  ->  64 of 16, 64 apart  ->  16 of 64  ->  4 of 256  ->  1 of 1024
 *
 * PFFFT computes in vectors of four samples. Only the last pass combines the elements of a vector: until then, the
 * spectra of samples n, n + 4, n + 8 ... stay separate. The last pass differs from the others in only two details; both
 * are marked.
 *
 * If nFft is not a power of 4, the second to last pass combines pairs: 2048 = 4 * 4 * 4 * 4 * 2 * 4.
 *
 * @param nFft transform length, a power of 2 from 64 on
 * @throws ParameterError if nFft is anything else
 * Source: Swarztrauber, Vectorizing the FFTs (1982); order of operations: FFTPACK and PFFFT.
 */
export function createFloat32Fft(nFft: number): Float32Fft {
  if (nFft < 64 || !Number.isInteger(Math.log2(nFft)))
    throw new ParameterError("nFft", "a power of 2 from 64 on", nFft);
  const passes = passesOf(nFft);
  const backwards = passes.toReversed();
  const buffers: [Float32Array, Float32Array] = [new Float32Array(nFft), new Float32Array(nFft)];

  return {
    passes,
    forward(samples, spectrum) {
      let [from, to] = buffers;
      analyseFours(samples, to);
      for (const pass of passes) {
        [from, to] = [to, from];
        if (pass.radix === 4) combine(pass, from, to);
        else combinePairs(pass, from, to);
      }
      spectrum.set(to);
    },
    inverse(spectrum, samples) {
      let [from, to] = buffers;
      from.set(spectrum);
      for (const pass of backwards) {
        if (pass.radix === 4) separate(pass, from, to);
        else separatePairs(pass, from, to);
        if (pass.length === nFft / 4) roundLastPass(nFft, from, to);
        [from, to] = [to, from];
      }
      synthesiseFours(from, samples);
    },
  };
}

function passesOf(nFft: number): Pass[] {
  const quarter = nFft / 4;
  const passes: Pass[] = [];
  const turn = f((2 * Math.PI) / quarter);
  for (let length = 4; length < quarter;) {
    const radix = 4 * length <= quarter ? 4 : 2;
    const stride = quarter / (radix * length);
    passes.push({ radix, length, twiddles: twiddles(length / 2, (step, k) => f(k * f(step * stride * turn))) });
    length *= radix;
  }
  // First detail: angles are rounded once in the last pass, and up to three times in the others.
  passes.push({
    radix: 4,
    length: quarter,
    twiddles: twiddles(quarter / 2, (step, k) => f((2 * Math.PI * step * k) / nFft)),
  });
  return passes;
}

function twiddles(count: number, angle: (step: number, k: number) => number): Float32Array {
  const table = new Float32Array(6 * count);
  for (let k = 0; k < count; k++) {
    for (let step = 1; step <= 3; step++) {
      const { sine, cosine } = sineAndCosine(angle(step, k));
      table[6 * k + 2 * step - 2] = cosine;
      table[6 * k + 2 * step - 1] = sine;
    }
  }
  return table;
}

/** Spectra of the samples k, k + count, k + 2 count and k + 3 count. */
function analyseFours(from: Float32Array, to: Float32Array): void {
  const count = from.length / 4;
  for (let k = 0; k < count; k++) {
    const [a, b, c, d] = [from[k]!, from[k + count]!, from[k + 2 * count]!, from[k + 3 * count]!];
    const even = f(a + c);
    const odd = f(b + d);
    to[4 * k] = even + odd;
    to[4 * k + 1] = even - odd;
    to[4 * k + 2] = a - c;
    to[4 * k + 3] = d - b;
  }
}

function synthesiseFours(from: Float32Array, to: Float32Array): void {
  const count = from.length / 4;
  for (let k = 0; k < count; k++) {
    const [first, last, re, im] = [from[4 * k]!, from[4 * k + 1]!, from[4 * k + 2]!, from[4 * k + 3]!];
    const sum = f(first + last);
    const difference = f(first - last);
    to[k] = sum + 2 * re;
    to[k + count] = difference - 2 * im;
    to[k + 2 * count] = sum - 2 * re;
    to[k + 3 * count] = difference + 2 * im;
  }
}

const halfRoot = f(Math.SQRT1_2);
const root = f(Math.SQRT2);

function combine({ length, twiddles }: Pass, from: Float32Array, to: Float32Array): void {
  const count = from.length / (4 * length);
  for (let k = 0; k < count; k++) {
    const [a, b, c, d] = [k * length, (k + count) * length, (k + 2 * count) * length, (k + 3 * count) * length];
    const at = 4 * k * length;
    // Bin 0 of the four gives bins 0, `length` and 2 * length; the last is packed with the first.
    const even = f(from[a]! + from[c]!);
    const odd = f(from[b]! + from[d]!);
    to[at] = even + odd;
    to[at + 1] = even - odd;
    to[at + 2 * length] = from[a]! - from[c]!;
    to[at + 2 * length + 1] = from[d]! - from[b]!;
    // Bin length / 2 of the four gives bins length / 2 and 3 * length / 2.
    const [aLast, bLast, cLast, dLast] = [from[a + 1]!, from[b + 1]!, from[c + 1]!, from[d + 1]!];
    const across = f(halfRoot * f(bLast - dLast));
    const along = f(halfRoot * f(bLast + dLast));
    to[at + length] = aLast + across;
    to[at + length + 1] = -along - cLast;
    to[at + 3 * length] = aLast - across;
    to[at + 3 * length + 1] = cLast - along;
    for (let i = 2; i < length; i += 2) {
      // Bins 1 .. length / 2 - 1: multiplied by the twiddle factors, then a transform of four.
      const w = 3 * i;
      const [c1, s1, c2, s2] = [twiddles[w]!, twiddles[w + 1]!, twiddles[w + 2]!, twiddles[w + 3]!];
      const [c3, s3] = [twiddles[w + 4]!, twiddles[w + 5]!];
      const [aRe, aIm] = [from[a + i]!, from[a + i + 1]!];
      const bRe = f(f(from[b + i]! * c1) + f(from[b + i + 1]! * s1));
      const bIm = f(f(from[b + i + 1]! * c1) - f(from[b + i]! * s1));
      const cRe = f(f(from[c + i]! * c2) + f(from[c + i + 1]! * s2));
      const cIm = f(f(from[c + i + 1]! * c2) - f(from[c + i]! * s2));
      const dRe = f(f(from[d + i]! * c3) + f(from[d + i + 1]! * s3));
      const dIm = f(f(from[d + i + 1]! * c3) - f(from[d + i]! * s3));
      const [sumRe, sumIm] = [f(aRe + cRe), f(aIm + cIm)];
      const [differenceRe, differenceIm] = [f(aRe - cRe), f(aIm - cIm)];
      const [crossRe, crossIm] = [f(bRe + dRe), f(bIm + dIm)];
      const [turnedRe, turnedIm] = [f(bIm - dIm), f(dRe - bRe)];
      to[at + i] = crossRe + sumRe;
      to[at + i + 1] = crossIm + sumIm;
      to[at + 2 * length + i] = turnedRe + differenceRe;
      to[at + 2 * length + i + 1] = turnedIm + differenceIm;
      // The other two are the mirror images at negative frequencies.
      to[at + 2 * length - i] = differenceRe - turnedRe;
      to[at + 2 * length - i + 1] = turnedIm - differenceIm;
      to[at + 4 * length - i] = sumRe - crossRe;
      to[at + 4 * length - i + 1] = crossIm - sumIm;
    }
  }
}

/** `combine` for two spectra. */
function combinePairs({ length, twiddles }: Pass, from: Float32Array, to: Float32Array): void {
  const count = from.length / (2 * length);
  for (let k = 0; k < count; k++) {
    const [a, b] = [k * length, (k + count) * length];
    const at = 2 * k * length;
    to[at] = from[a]! + from[b]!;
    to[at + 1] = from[a]! - from[b]!;
    to[at + length] = from[a + 1]!;
    to[at + length + 1] = -from[b + 1]!;
    for (let i = 2; i < length; i += 2) {
      const [c1, s1] = [twiddles[3 * i]!, twiddles[3 * i + 1]!];
      const bRe = f(f(from[b + i]! * c1) + f(from[b + i + 1]! * s1));
      const bIm = f(f(from[b + i + 1]! * c1) - f(from[b + i]! * s1));
      to[at + i] = from[a + i]! + bRe;
      to[at + i + 1] = from[a + i + 1]! + bIm;
      to[at + 2 * length - i] = from[a + i]! - bRe;
      to[at + 2 * length - i + 1] = bIm - from[a + i + 1]!;
    }
  }
}

/** The inverse of `combinePairs`, times two. */
function separatePairs({ length, twiddles }: Pass, from: Float32Array, to: Float32Array): void {
  const count = from.length / (2 * length);
  for (let k = 0; k < count; k++) {
    const [a, b] = [k * length, (k + count) * length];
    const at = 2 * k * length;
    to[a] = from[at]! + from[at + 1]!;
    to[b] = from[at]! - from[at + 1]!;
    to[a + 1] = 2 * from[at + length]!;
    to[b + 1] = -2 * from[at + length + 1]!;
    for (let i = 2; i < length; i += 2) {
      const [c1, s1] = [twiddles[3 * i]!, twiddles[3 * i + 1]!];
      const [lowRe, lowIm] = [from[at + i]!, from[at + i + 1]!];
      const [highRe, highIm] = [from[at + 2 * length - i]!, from[at + 2 * length - i + 1]!];
      to[a + i] = lowRe + highRe;
      to[a + i + 1] = lowIm - highIm;
      const [bRe, bIm] = [f(lowRe - highRe), f(lowIm + highIm)];
      to[b + i] = f(bRe * c1) - f(bIm * s1);
      to[b + i + 1] = f(bIm * c1) + f(bRe * s1);
    }
  }
}

/** The inverse of `combine`, times four. */
function separate({ length, twiddles }: Pass, from: Float32Array, to: Float32Array): void {
  const count = from.length / (4 * length);
  for (let k = 0; k < count; k++) {
    const [a, b, c, d] = [k * length, (k + count) * length, (k + 2 * count) * length, (k + 3 * count) * length];
    const at = 4 * k * length;
    const sum = f(from[at]! + from[at + 1]!);
    const difference = f(from[at]! - from[at + 1]!);
    const [middleRe, middleIm] = [2 * from[at + 2 * length]!, 2 * from[at + 2 * length + 1]!];
    to[a] = sum + middleRe;
    to[b] = difference - middleIm;
    to[c] = sum - middleRe;
    to[d] = difference + middleIm;
    const lastRe = f(from[at + length]! - from[at + 3 * length]!);
    const lastIm = f(from[at + 3 * length + 1]! + from[at + length + 1]!);
    to[a + 1] = 2 * f(from[at + length]! + from[at + 3 * length]!);
    to[b + 1] = -root * f(lastIm - lastRe);
    to[c + 1] = 2 * f(from[at + 3 * length + 1]! - from[at + length + 1]!);
    to[d + 1] = -root * f(lastIm + lastRe);
    for (let i = 2; i < length; i += 2) {
      const w = 3 * i;
      const [c1, s1, c2, s2] = [twiddles[w]!, twiddles[w + 1]!, twiddles[w + 2]!, twiddles[w + 3]!];
      const [c3, s3] = [twiddles[w + 4]!, twiddles[w + 5]!];
      const [lowRe, lowIm] = [from[at + i]!, from[at + i + 1]!];
      const [belowRe, belowIm] = [from[at + 2 * length - i]!, from[at + 2 * length - i + 1]!];
      const [aboveRe, aboveIm] = [from[at + 2 * length + i]!, from[at + 2 * length + i + 1]!];
      const [highRe, highIm] = [from[at + 4 * length - i]!, from[at + 4 * length - i + 1]!];
      const [sumRe, sumIm] = [f(lowRe + highRe), f(lowIm - highIm)];
      const [differenceRe, differenceIm] = [f(lowRe - highRe), f(lowIm + highIm)];
      const [crossRe, crossIm] = [f(aboveRe + belowRe), f(aboveIm - belowIm)];
      const [turnedRe, turnedIm] = [f(aboveIm + belowIm), f(aboveRe - belowRe)];
      to[a + i] = sumRe + crossRe;
      to[a + i + 1] = sumIm + crossIm;
      const [bRe, bIm] = [f(differenceRe - turnedRe), f(differenceIm + turnedIm)];
      to[b + i] = f(bRe * c1) - f(bIm * s1);
      to[b + i + 1] = f(bIm * c1) + f(bRe * s1);
      const [cRe, cIm] = [f(sumRe - crossRe), f(sumIm - crossIm)];
      to[c + i] = f(cRe * c2) - f(cIm * s2);
      to[c + i + 1] = f(cIm * c2) + f(cRe * s2);
      const [dRe, dIm] = [f(differenceRe + turnedRe), f(differenceIm - turnedIm)];
      to[d + i] = f(dRe * c3) - f(dIm * s3);
      to[d + i + 1] = f(dIm * c3) + f(dRe * s3);
    }
  }
}

/** Second detail: where `separate` multiplies a difference by the root of two, the last pass subtracts two products. */
function roundLastPass(nFft: number, from: Float32Array, to: Float32Array): void {
  const quarter = nFft / 4;
  const re = f(root * f(from[quarter]! - from[3 * quarter]!));
  const im = f(root * f(from[quarter + 1]! + from[3 * quarter + 1]!));
  to[quarter + 1] = re - im;
  to[3 * quarter + 1] = -re - im;
}

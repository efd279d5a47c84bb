import { expOf, logOf } from "./elementary";
import { half, im, re, shortHalf, shortOffsets, transformShort, unpackTwiddles } from "./fft";
import { speechFrames, speechHop, speechMargin, speechSignal } from "./speech";

/*
 * Level, shape and change of the spectrum, mel bands and cepstra of the block in `speechSignal`, two 25 ms frames at a
 * time: frame a in the first lane of each vector, frame b in the second. See src/dsp/speech/spectralDescriptors.ts and
 * logMel.ts for the same computation in readable form.
 */

/** Samples of a frame. */
const frameLength: i32 = 400;
const nBins: usize = 257;
const binHz: f64 = 31.25;
const decibelsPerNeper: f64 = 4.342944819032518;

export const nSpeechDescriptors: i32 = 22;
export const nSpeechBands: i32 = 40;
export const nSpeechCepstra: i32 = 20;

/** Results, one row per frame: f64 [speechFrames, 22], [.., 40], [.., 20] */
export const speechSpectral: usize = heap.alloc((<usize>(speechFrames * nSpeechDescriptors)) << 3);
export const speechLogMel: usize = heap.alloc((<usize>(speechFrames * nSpeechBands)) << 3);
export const speechCepstra: usize = heap.alloc((<usize>(speechFrames * nSpeechCepstra)) << 3);

/** i32 [40, 2], first bin and number of weights of each band; f64, their weights one after another. Filled by TypeScript. */
export const speechBands: usize = heap.alloc(40 * 8);
export const speechBandWeights: usize = heap.alloc(1024 * 8);
/** f64 [20, 40], filled by TypeScript */
export const speechDct: usize = heap.alloc(20 * 40 * 8);

/** f64 [frameLength], symmetric Hann */
const window: usize = heap.alloc(400 * 8);
/** v128 [nBins] */
const power: usize = heap.alloc(nBins << 4);
const decibels: usize = heap.alloc(nBins << 4);
/** v128 [40], and those of the previous frames */
const logMel: usize = heap.alloc(40 * 16);
const before: usize = heap.alloc(40 * 16);
/** f64 [nBins], for finding the median */
const scratch: usize = heap.alloc(nBins << 3);
/** v128 [22], a pair's row */
const values: usize = heap.alloc(22 * 16);

let isFirst = true;

export function prepareSpeechSpectra(): void {
  for (let n = 0; n < frameLength; n++)
    store<f64>(window + ((<usize>n) << 3), 0.5 - 0.5 * Math.cos((2 * Math.PI * <f64>n) / <f64>(frameLength - 1)));
}

/** Starts a signal: the next frame has no previous one to compare with. */
export function beginSpectra(): void {
  isFirst = true;
}

/** Describes frames 0 to nFrames - 1 of the block. */
export function describeSpectra(nFrames: i32): void {
  for (let t = 0; t < nFrames; t += 2) describePair(t, min(t + 1, nFrames - 1));
}

function describePair(a: i32, b: i32): void {
  const frameA = speechSignal + ((<usize>(speechMargin + a * speechHop - frameLength / 2)) << 3);
  const frameB = speechSignal + ((<usize>(speechMargin + b * speechHop - frameLength / 2)) << 3);
  transformPair(frameA, frameB);
  describeSamples(frameA, frameB);
  describeBands();
  describeShape();
  describeChange();
  describeOrder(0);
  describeOrder(8);
  storeRows(a, 0);
  if (b > a) storeRows(b, 1);
}

/** Power spectra / 512 of two windowed frames. */
function transformPair(frameA: usize, frameB: usize): void {
  for (let n: usize = 0; n < <usize>(frameLength / 2); n++) {
    const a = f64x2.mul(v128.load(frameA + (n << 4)), v128.load(window + (n << 4)));
    const b = f64x2.mul(v128.load(frameB + (n << 4)), v128.load(window + (n << 4)));
    v128.store(re + (n << 4), v128.shuffle<f64>(a, b, 0, 2));
    v128.store(im + (n << 4), v128.shuffle<f64>(a, b, 1, 3));
  }
  memory.fill(re + frameLength * 8, 0, <usize>shortHalf * 16 - frameLength * 8);
  memory.fill(im + frameLength * 8, 0, <usize>shortHalf * 16 - frameLength * 8);
  transformShort();
  const scale = f64x2.splat(1.0 / 512);
  const quarterScale = f64x2.splat(0.25 / 512);
  const first = f64x2.add(v128.load(re), v128.load(im));
  const last = f64x2.sub(v128.load(re), v128.load(im));
  v128.store(power, f64x2.mul(scale, f64x2.mul(first, first)));
  v128.store(power + ((<usize>shortHalf) << 4), f64x2.mul(scale, f64x2.mul(last, last)));
  for (let k = 1; k <= shortHalf >> 1; k++) {
    const at = <usize>load<i32>(shortOffsets + ((<usize>k) << 2));
    const mirror = <usize>load<i32>(shortOffsets + ((<usize>(shortHalf - k)) << 2));
    const zR = v128.load(re + at);
    const zI = v128.load(im + at);
    const mirrorR = v128.load(re + mirror);
    const mirrorI = v128.load(im + mirror);
    const evenR = f64x2.add(zR, mirrorR);
    const evenI = f64x2.sub(zI, mirrorI);
    const oddR = f64x2.add(zI, mirrorI);
    const oddI = f64x2.sub(mirrorR, zR);
    const twiddle = unpackTwiddles + ((<usize>(k * (half / shortHalf))) << 4);
    const c = v128.load64_splat(twiddle);
    const s = v128.load64_splat(twiddle, 8);
    const turnedR = f64x2.sub(f64x2.mul(c, oddR), f64x2.mul(s, oddI));
    const turnedI = f64x2.add(f64x2.mul(c, oddI), f64x2.mul(s, oddR));
    const lowR = f64x2.add(evenR, turnedR);
    const lowI = f64x2.add(evenI, turnedI);
    const highR = f64x2.sub(evenR, turnedR);
    const highI = f64x2.sub(evenI, turnedI);
    const low = f64x2.add(f64x2.mul(lowR, lowR), f64x2.mul(lowI, lowI));
    const high = f64x2.add(f64x2.mul(highR, highR), f64x2.mul(highI, highI));
    v128.store(power + ((<usize>k) << 4), f64x2.mul(quarterScale, low));
    v128.store(power + ((<usize>(shortHalf - k)) << 4), f64x2.mul(quarterScale, high));
  }
}

/** Level, and the share of neighbouring samples with different signs. */
function describeSamples(frameA: usize, frameB: usize): void {
  let energy = f64x2.splat(0);
  let crossings = i64x2.splat(0);
  const zero = f64x2.splat(0);
  let x = v128.load64_lane(frameB, v128.load64_zero(frameA), 1);
  energy = f64x2.mul(x, x);
  let sign = f64x2.lt(x, zero);
  for (let n: usize = 8; n < <usize>(frameLength * 8); n += 8) {
    x = v128.load64_lane(frameB + n, v128.load64_zero(frameA + n), 1);
    energy = f64x2.add(energy, f64x2.mul(x, x));
    const now = f64x2.lt(x, zero);
    crossings = i64x2.sub(crossings, v128.xor(sign, now));
    sign = now;
  }
  const level = f64x2.add(f64x2.sqrt(f64x2.div(energy, f64x2.splat(frameLength))), f64x2.splat(1e-6));
  put(0, f64x2.mul(f64x2.splat(2 * decibelsPerNeper), logOf(level)));
  const count = f64x2.splat(<f64>i64x2.extract_lane(crossings, 0));
  const counts = f64x2.replace_lane(count, 1, <f64>i64x2.extract_lane(crossings, 1));
  put(16, f64x2.div(counts, f64x2.splat(frameLength - 1)));
}

function put(column: usize, value: v128): void {
  v128.store(values + (column << 4), value);
}

function powerAt(k: usize): v128 {
  return v128.load(power + (k << 4));
}

function decibelsAt(k: usize): v128 {
  return v128.load(decibels + (k << 4));
}

/** Mel bands in dB and loudness; cepstra are computed when rows are stored. */
function describeBands(): void {
  let weights = speechBandWeights;
  let loudness = f64x2.splat(0);
  for (let band: usize = 0; band < <usize>nSpeechBands; band++) {
    let at = power + ((<usize>load<i32>(speechBands + (band << 3))) << 4);
    const end = at + ((<usize>load<i32>(speechBands + (band << 3), 4)) << 4);
    let sum = f64x2.splat(0);
    for (; at < end; at += 16) {
      sum = f64x2.add(sum, f64x2.mul(v128.load(at), v128.load64_splat(weights)));
      weights += 8;
    }
    v128.store(
      logMel + (band << 4),
      f64x2.mul(f64x2.splat(decibelsPerNeper), logOf(f64x2.add(sum, f64x2.splat(1e-9)))),
    );
    // To the power of 0.3; zero power stays far below everything else.
    const logarithm = logOf(f64x2.pmax(sum, f64x2.splat(1e-300)));
    loudness = f64x2.add(loudness, expOf(f64x2.mul(f64x2.splat(0.3), logarithm)));
  }
  put(1, logOf(f64x2.add(loudness, f64x2.splat(1e-6))));
}

/** Centroid, spread, skewness, kurtosis, entropy, flatness, alpha ratio, Hammarberg index and slopes. */
function describeShape(): void {
  const floor = f64x2.splat(1e-10);
  const perNeper = f64x2.splat(decibelsPerNeper);
  let total = f64x2.splat(0);
  let decibelSum = f64x2.splat(0);
  for (let k: usize = 0; k < nBins; k++) {
    const p = powerAt(k);
    const level = f64x2.mul(perNeper, logOf(f64x2.add(p, floor)));
    v128.store(decibels + (k << 4), level);
    total = f64x2.add(total, p);
    decibelSum = f64x2.add(decibelSum, level);
  }
  const share = f64x2.div(f64x2.splat(1), f64x2.add(total, floor));
  let centroid = f64x2.splat(0);
  let entropy = f64x2.splat(0);
  for (let k: usize = 0; k < nBins; k++) {
    const p = f64x2.mul(powerAt(k), share);
    centroid = f64x2.add(centroid, f64x2.mul(p, f64x2.splat(<f64>k * binHz)));
    entropy = f64x2.sub(entropy, f64x2.mul(p, logOf(f64x2.add(p, f64x2.splat(1e-12)))));
  }
  let second = f64x2.splat(0);
  let third = second;
  let fourth = second;
  for (let k: usize = 0; k < nBins; k++) {
    const d = f64x2.sub(f64x2.splat(<f64>k * binHz), centroid);
    const p = f64x2.mul(f64x2.mul(f64x2.mul(powerAt(k), share), d), d);
    const pd = f64x2.mul(p, d);
    second = f64x2.add(second, p);
    third = f64x2.add(third, pd);
    fourth = f64x2.add(fourth, f64x2.mul(pd, d));
  }
  const spread = f64x2.sqrt(second);
  const tiny = f64x2.splat(1e-9);
  const skewness = f64x2.div(third, f64x2.add(f64x2.mul(spread, second), tiny));
  const kurtosis = f64x2.div(fourth, f64x2.add(f64x2.mul(second, second), tiny));
  put(2, logOf(f64x2.add(centroid, f64x2.splat(1))));
  put(3, logOf(f64x2.add(spread, f64x2.splat(1))));
  put(4, f64x2.pmin(f64x2.splat(30), f64x2.pmax(f64x2.splat(-10), skewness)));
  put(5, logOf(f64x2.add(kurtosis, f64x2.splat(1e-3))));
  put(6, entropy);
  const bins = f64x2.splat(<f64>nBins);
  put(7, f64x2.sub(f64x2.div(f64x2.div(decibelSum, perNeper), bins), logOf(f64x2.add(f64x2.div(total, bins), floor))));
  // 50 to 1000 Hz over 1000 to 5000 Hz
  put(14, f64x2.sub(levelOf(2, 32), levelOf(32, 160)));
  put(15, f64x2.sub(strongest(0, 64), strongest(64, 160)));
  put(18, slopeOf(0, 16));
  put(19, slopeOf(16, 48));
  put(20, slopeOf(0, 160));
  put(21, slopeOf(48, 256));
}

/** Level of bins first to end - 1, dB. */
function levelOf(first: usize, end: usize): v128 {
  let sum = f64x2.splat(1e-10);
  for (let k = first; k < end; k++) sum = f64x2.add(sum, powerAt(k));
  return f64x2.mul(f64x2.splat(decibelsPerNeper), logOf(sum));
}

function strongest(first: usize, end: usize): v128 {
  let most = decibelsAt(first);
  for (let k = first + 1; k < end; k++) most = f64x2.pmax(most, decibelsAt(k));
  return most;
}

/** Slope of the regression line through bins first to last, dB/kHz. */
function slopeOf(first: usize, last: usize): v128 {
  const centre: f64 = <f64>(first + last) / 2;
  let product = f64x2.splat(0);
  let squares: f64 = 0;
  for (let k = first; k <= last; k++) {
    const distance: f64 = <f64>k - centre;
    product = f64x2.add(product, f64x2.mul(f64x2.splat(distance), decibelsAt(k)));
    squares += distance * distance;
  }
  return f64x2.div(product, f64x2.splat(squares * (binHz / 1000)));
}

/** Flux and onset strength: changes of the mel bands since the previous frame, which for b is a. */
function describeChange(): void {
  let rise = f64x2.splat(0);
  let sum = rise;
  const zero = f64x2.splat(0);
  const bands = f64x2.splat(nSpeechBands);
  for (let at: usize = 0; at < <usize>(nSpeechBands * 16); at += 16) {
    const now = v128.load(logMel + at);
    const change = f64x2.sub(now, v128.shuffle<f64>(v128.load(before + at), now, 1, 2));
    rise = f64x2.add(rise, f64x2.pmax(zero, change));
    sum = f64x2.add(sum, change);
  }
  const mean = f64x2.div(sum, bands);
  let squares = zero;
  for (let at: usize = 0; at < <usize>(nSpeechBands * 16); at += 16) {
    const now = v128.load(logMel + at);
    const change = f64x2.sub(f64x2.sub(now, v128.shuffle<f64>(v128.load(before + at), now, 1, 2)), mean);
    squares = f64x2.add(squares, f64x2.mul(change, change));
    v128.store(before + at, now);
  }
  let flux = f64x2.sqrt(f64x2.div(squares, bands));
  let onset = f64x2.div(rise, bands);
  if (isFirst) {
    flux = f64x2.replace_lane(flux, 0, 0);
    onset = f64x2.replace_lane(onset, 0, 0);
    isFirst = false;
  }
  put(8, flux);
  put(9, onset);
}

/** Roll-offs and peakiness of one lane, at byte offset `lane` within each vector. */
function describeOrder(lane: usize): void {
  let total: f64 = 0;
  for (let k: usize = 0; k < nBins; k++) {
    const p = load<f64>(power + lane + (k << 4));
    store<f64>(scratch + (k << 3), p);
    total += p;
  }
  total += 1e-10;
  let below: f64 = 0;
  let k: i32 = -1;
  for (let i: usize = 0; i < 4; i++) {
    const wanted: f64 = (i === 3 ? 0.9 : 0.25 * <f64>(i + 1)) * total;
    while (below < wanted && k < <i32>nBins - 1) {
      k++;
      below += load<f64>(scratch + ((<usize>k) << 3));
    }
    store<f64>(values + ((10 + i) << 4) + lane, Math.log(<f64>max(0, k) * binHz + 30));
  }
  const peaks = meanOfStrongest();
  const middle = medianOfScratch();
  store<f64>(values + (17 << 4) + lane, decibelsPerNeper * (Math.log(peaks + 1e-10) - Math.log(middle + 1e-10)));
}

/** f64 [8], ascending */
const largest: usize = heap.alloc(64);

/** Mean of the eight largest values from bin 3 on. */
function meanOfStrongest(): f64 {
  memory.fill(largest, 0, 64);
  for (let k: usize = 3; k < nBins; k++) {
    const value = load<f64>(scratch + (k << 3));
    if (value <= load<f64>(largest)) continue;
    let at = largest;
    while (at < largest + 56 && load<f64>(at, 8) < value) {
      store<f64>(at, load<f64>(at, 8));
      at += 8;
    }
    store<f64>(at, value);
  }
  let sum: f64 = 0;
  for (let at = largest; at < largest + 64; at += 8) sum += load<f64>(at);
  return sum / 8;
}

/** The median of 257 values, which are reordered (Hoare's selection). */
function medianOfScratch(): f64 {
  const middle: i32 = <i32>(nBins >> 1);
  let low: i32 = 0;
  let high: i32 = <i32>nBins - 1;
  while (low < high) {
    const pivot = load<f64>(scratch + ((<usize>((low + high) >> 1)) << 3));
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<f64>(scratch + ((<usize>i) << 3)) < pivot) i++;
      while (load<f64>(scratch + ((<usize>j) << 3)) > pivot) j--;
      if (i > j) break;
      const value = load<f64>(scratch + ((<usize>i) << 3));
      store<f64>(scratch + ((<usize>i) << 3), load<f64>(scratch + ((<usize>j) << 3)));
      store<f64>(scratch + ((<usize>j) << 3), value);
      i++;
      j--;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else break;
  }
  return load<f64>(scratch + ((<usize>middle) << 3));
}

/** Stores frame t's rows from one lane. */
function storeRows(t: i32, lane: usize): void {
  const offset = lane << 3;
  const spectral = speechSpectral + ((<usize>(t * nSpeechDescriptors)) << 3);
  for (let c: usize = 0; c < <usize>nSpeechDescriptors; c++)
    store<f64>(spectral + (c << 3), load<f64>(values + (c << 4) + offset));
  const mel = speechLogMel + ((<usize>(t * nSpeechBands)) << 3);
  for (let c: usize = 0; c < <usize>nSpeechBands; c++)
    store<f64>(mel + (c << 3), load<f64>(logMel + (c << 4) + offset));
  const cepstra = speechCepstra + ((<usize>(t * nSpeechCepstra)) << 3);
  let weights = speechDct;
  for (let c: usize = 0; c < <usize>nSpeechCepstra; c++) {
    let sum = f64x2.splat(0);
    for (let at: usize = 0; at < <usize>(nSpeechBands * 8); at += 16)
      sum = f64x2.add(sum, f64x2.mul(v128.load(mel + at), v128.load(weights + at)));
    store<f64>(cepstra + (c << 3), (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)) / 10);
    weights += nSpeechBands * 8;
  }
}

import { half, unpackTwiddles } from "./fft";
import { offsets, quarter, quarterBytes, stageTwiddles, transformQuarters, values } from "./frameFft";
import { logOf } from "./elementary";

/*
 * Voice analysis of several 50 ms frames at a time: frame a in the first lane of each vector, frame b in the second;
 * for autocorrelations, frames c and d too, as the imaginary part of complex values. See src/dsp/speech/pitch.ts and
 * voiceDescriptors.ts for the same computation in readable form.
 *
 * The buffer `speechSignal` holds a block of the signal: its frame t begins speechMargin samples before t * speechHop.
 */

export const speechHop: i32 = 160;
/** Frames per block. */
export const speechFrames: i32 = 128;
/** Samples before the first frame's middle and after the last one's. */
export const speechMargin: i32 = 400;
/** f64; the middle of frame t is at speechMargin + t * speechHop */
export const speechSignal: usize = heap.alloc(((<usize>(speechFrames * speechHop + 2 * speechMargin)) << 3) + 64);

/** Samples per frame for the pitch. */
const pitchWindow: i32 = 800;
/** Samples per frame for the level. */
const levelWindow: i32 = 400;
/** Number of lags computed: up to the longest period, plus those needed to refine its peak. */
export const speechLagCount: i32 = 264;

/** f64 [speechFrames]: sum of squares of the middle 25 ms */
export const speechEnergies: usize = heap.alloc((<usize>speechFrames) << 3);
/** f64 [speechFrames]: largest distance from the mean of 50 ms */
export const speechPeaks: usize = heap.alloc((<usize>speechFrames) << 3);
/** v128 [half + 1], power spectra, later in dB */
const power: usize = heap.alloc((half + 1) * 16);
/** f64 [4, speechLagCount], autocorrelations over those of the window */
export const speechLags: usize = heap.alloc((<usize>speechLagCount) << 5);
/** f64 [2, half + 1], spectra in dB */
export const speechDecibels: usize = heap.alloc((half + 1) * 16);
/** f64 [2] */
export const speechProminences: usize = heap.alloc(16);

/** f64 [pitchWindow], symmetric Hann */
const window: usize = heap.alloc((<usize>pitchWindow) << 3);
/** f64 [speechLagCount], its autocorrelation over that at lag 0 */
const windowLags: usize = heap.alloc((<usize>speechLagCount) << 3);
/** v128 [speechLagCount] */
const lags: usize = heap.alloc((<usize>speechLagCount) << 4);
/** f64 [4] */
const means: usize = heap.alloc(32);
/** v128 [half / 2 + 1, 2], power spectra of length 1024: frames a and b, frames c and d */
const shortPower: usize = heap.alloc((half / 2 + 1) * 32);
/** Lags from this one on wrap around in a transform of length 1024, and by how many products the last one does. */
const firstWrapped: i32 = half - pitchWindow + 1;
const nWrapped: i32 = speechLagCount - firstWrapped;
/** v128 [nWrapped, 2], windowed samples at the beginning and at the end of the frames */
const heads: usize = heap.alloc((<usize>nWrapped) << 5);
const tails: usize = heap.alloc((<usize>nWrapped) << 5);

export function prepareSpeech(): void {
  for (let n = 0; n < pitchWindow; n++)
    store<f64>(window + ((<usize>n) << 3), 0.5 - 0.5 * Math.cos((2 * Math.PI * <f64>n) / <f64>(pitchWindow - 1)));
  let whole: f64 = 1;
  for (let lag = 0; lag < speechLagCount; lag++) {
    let sum: f64 = 0;
    for (let n = 0; n < pitchWindow - lag; n++)
      sum += load<f64>(window + ((<usize>n) << 3)) * load<f64>(window + ((<usize>(n + lag)) << 3));
    if (lag === 0) whole = sum;
    store<f64>(windowLags + ((<usize>lag) << 3), sum / whole);
  }
}

/** Energies and peaks of the block's frames. */
export function scanSpeech(nFrames: i32): void {
  for (let t = 0; t < nFrames; t++) {
    const middle = speechSignal + ((<usize>(speechMargin + t * speechHop)) << 3);
    let energy = f64x2.splat(0);
    for (let at = middle - levelWindow * 4, end = middle + levelWindow * 4; at < end; at += 16) {
      const x = v128.load(at);
      energy = f64x2.add(energy, f64x2.mul(x, x));
    }
    store<f64>(speechEnergies + ((<usize>t) << 3), f64x2.extract_lane(energy, 0) + f64x2.extract_lane(energy, 1));
    let sum = f64x2.splat(0);
    let most = v128.load(middle);
    let least = most;
    for (let at = middle - pitchWindow * 4, end = middle + pitchWindow * 4; at < end; at += 16) {
      const x = v128.load(at);
      sum = f64x2.add(sum, x);
      most = f64x2.pmax(most, x);
      least = f64x2.pmin(least, x);
    }
    const mean = (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)) / <f64>pitchWindow;
    const above = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)) - mean;
    const below = mean - min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
    store<f64>(speechPeaks + ((<usize>t) << 3), max(above, below));
  }
}

/**
 * Autocorrelations of four frames, divided by their energies and by the window's own.
 *
 * Two frames are the real and the imaginary part of one complex transform, and their power spectra those of the inverse
 * one. Transforms of length 1024 suffice: where they wrap around, at the longest lags, the few products are subtracted.
 */
export function correlateSpeech(a: i32, b: i32, c: i32, d: i32): void {
  transformFour(frameAt(a), frameAt(b), frameAt(c), frameAt(d));
  storeShortPowers();
  transformShortPowers();
  const scale = f64x2.splat(1 / <f64>half);
  const own = placeOf(0);
  const least = f64x2.splat(1e-12);
  const one = f64x2.splat(1);
  const scaleAB = f64x2.div(scale, f64x2.add(f64x2.mul(scale, v128.load(own)), least));
  const scaleCD = f64x2.div(scale, f64x2.add(f64x2.mul(scale, v128.load(own, 16)), least));
  const wrap = f64x2.splat(<f64>half);
  for (let lag: usize = 0; lag < <usize>speechLagCount; lag++) {
    const at = placeOf(lag);
    let ab = v128.load(at);
    let cd = v128.load(at, 16);
    // x[n] x[n + 1024 - lag] for the samples n that reach into the end of the frame
    const count = <i32>lag - firstWrapped + 1;
    for (let n = 0; n < count; n++) {
      const head = heads + ((<usize>n) << 5);
      const tail = tails + ((<usize>(nWrapped - count + n)) << 5);
      ab = f64x2.sub(ab, f64x2.mul(wrap, f64x2.mul(v128.load(head), v128.load(tail))));
      cd = f64x2.sub(cd, f64x2.mul(wrap, f64x2.mul(v128.load(head, 16), v128.load(tail, 16))));
    }
    const share = f64x2.div(one, v128.load64_splat(windowLags + (lag << 3)));
    ab = f64x2.mul(f64x2.mul(ab, scaleAB), share);
    cd = f64x2.mul(f64x2.mul(cd, scaleCD), share);
    const to = speechLags + (lag << 3);
    v128.store64_lane(to, ab, 0);
    v128.store64_lane(to, ab, 1, speechLagCount * 8);
    v128.store64_lane(to, cd, 0, speechLagCount * 16);
    v128.store64_lane(to, cd, 1, speechLagCount * 24);
  }
}

/** Address of the first sample of frame t. */
function frameAt(t: i32): usize {
  return speechSignal + ((<usize>(speechMargin + t * speechHop - pitchWindow / 2)) << 3);
}

/** The transform of a and b as real and of c and d as imaginary part, mean removed, windowed and zero-padded to 1024. */
function transformFour(a: usize, b: usize, c: usize, d: usize): void {
  store<f64>(means, meanOf(a));
  store<f64>(means, meanOf(b), 8);
  store<f64>(means, meanOf(c), 16);
  store<f64>(means, meanOf(d), 24);
  const meanAB = v128.load(means);
  const meanCD = v128.load(means, 16);
  const zero = f64x2.splat(0);
  let twiddles = stageTwiddles;
  for (let n: usize = 0; n < <usize>quarter; n++) {
    let lastR = zero;
    let lastI = zero;
    if (n < <usize>(pitchWindow - 3 * quarter)) {
      lastR = windowed(a, b, meanAB, n + 3 * quarter);
      lastI = windowed(c, d, meanCD, n + 3 * quarter);
    }
    storeTurned(
      values + (n << 5),
      windowed(a, b, meanAB, n),
      windowed(c, d, meanCD, n),
      windowed(a, b, meanAB, n + quarter),
      windowed(c, d, meanCD, n + quarter),
      windowed(a, b, meanAB, n + 2 * quarter),
      windowed(c, d, meanCD, n + 2 * quarter),
      lastR,
      lastI,
      twiddles,
    );
    twiddles += 48;
  }
  for (let n: usize = 0; n < <usize>nWrapped; n++) {
    const end = n + <usize>(pitchWindow - nWrapped);
    v128.store(heads + (n << 5), windowed(a, b, meanAB, n));
    v128.store(heads + (n << 5), windowed(c, d, meanCD, n), 16);
    v128.store(tails + (n << 5), windowed(a, b, meanAB, end));
    v128.store(tails + (n << 5), windowed(c, d, meanCD, end), 16);
  }
  transformQuarters();
}

/** |FFT|² of the real and of the imaginary part, which bins k and 1024 - k separate. */
function storeShortPowers(): void {
  const quarterOf = f64x2.splat(0.25);
  for (let k: usize = 0; k <= <usize>(half >> 1); k++) {
    const at = placeOf(k);
    const mirror = k === 0 ? at : placeOf(<usize>half - k);
    const zR = v128.load(at);
    const zI = v128.load(at, 16);
    const mirrorR = v128.load(mirror);
    const mirrorI = v128.load(mirror, 16);
    const realR = f64x2.add(zR, mirrorR);
    const realI = f64x2.sub(zI, mirrorI);
    const imaginaryR = f64x2.add(zI, mirrorI);
    const imaginaryI = f64x2.sub(zR, mirrorR);
    const to = shortPower + (k << 5);
    v128.store(to, f64x2.mul(quarterOf, f64x2.add(f64x2.mul(realR, realR), f64x2.mul(realI, realI))));
    v128.store(
      to,
      f64x2.mul(quarterOf, f64x2.add(f64x2.mul(imaginaryR, imaginaryR), f64x2.mul(imaginaryI, imaginaryI))),
      16,
    );
  }
}

/** The transform of the power spectra, of which `shortPower` has the first half: they are even. */
function transformShortPowers(): void {
  let twiddles = stageTwiddles;
  for (let n: usize = 0; n < <usize>quarter; n++) {
    const a = shortPower + (n << 5);
    const b = a + ((<usize>quarter) << 5);
    const c = shortPower + ((<usize>(2 * quarter) - n) << 5);
    const d = c - ((<usize>quarter) << 5);
    storeTurned(
      values + (n << 5),
      v128.load(a),
      v128.load(a, 16),
      v128.load(b),
      v128.load(b, 16),
      v128.load(c),
      v128.load(c, 16),
      v128.load(d),
      v128.load(d, 16),
      twiddles,
    );
    twiddles += 48;
  }
  transformQuarters();
}

/** Spectra in dB of frames a and b, and their cepstral peak prominences over lags `shortest` to `longest`. */
export function describeVoice(a: i32, b: i32, shortest: i32, longest: i32): void {
  transformFrames(a, b);
  storePowers();
  const scale = f64x2.splat(4.342944819032518);
  for (let k: usize = 0; k <= <usize>half; k++) {
    const decibels = f64x2.mul(scale, logOf(f64x2.add(v128.load(power + (k << 4)), f64x2.splat(1e-10))));
    v128.store(power + (k << 4), decibels);
    v128.store64_lane(speechDecibels + (k << 3), decibels, 0);
    v128.store64_lane(speechDecibels + ((k + half + 1) << 3), decibels, 1);
  }
  correlate();
  let sum = f64x2.splat(0);
  let product = f64x2.splat(0);
  let peak = f64x2.splat(-Infinity);
  let peakAt = f64x2.splat(0);
  let squares: f64 = 0;
  const centre: f64 = <f64>(longest - shortest) / 2;
  for (let lag = shortest; lag <= longest; lag++) {
    const size = f64x2.abs(v128.load(lags + ((<usize>lag) << 4)));
    const level = f64x2.mul(f64x2.splat(8.685889638065036), logOf(f64x2.add(size, f64x2.splat(1e-6))));
    const place: f64 = <f64>(lag - shortest) - centre;
    const places = f64x2.splat(place);
    sum = f64x2.add(sum, level);
    product = f64x2.add(product, f64x2.mul(places, level));
    squares += place * place;
    const isHigher = f64x2.gt(level, peak);
    peak = v128.bitselect(level, peak, isHigher);
    peakAt = v128.bitselect(places, peakAt, isHigher);
  }
  const count = f64x2.splat(2 * centre + 1);
  const line = f64x2.add(f64x2.div(sum, count), f64x2.mul(f64x2.div(product, f64x2.splat(squares)), peakAt));
  v128.store(speechProminences, f64x2.sub(peak, line));
}

/** The Fourier transform of two frames, mean removed, windowed and zero-padded to 2048. */
function transformFrames(a: i32, b: i32): void {
  const frameA = frameAt(a);
  const frameB = frameAt(b);
  store<f64>(means, meanOf(frameA));
  store<f64>(means, meanOf(frameB), 8);
  const mean = v128.load(means);
  let twiddles = stageTwiddles;
  for (let n: usize = 0; n < <usize>quarter; n++) {
    // Value n is samples 2 n and 2 n + 1. Of the four that the first stage joins, the third and the fourth are zeros.
    const at = values + (n << 5);
    const ar = windowed(frameA, frameB, mean, 2 * n);
    const ai = windowed(frameA, frameB, mean, 2 * n + 1);
    let br = f64x2.splat(0);
    let bi = br;
    if (n < <usize>(pitchWindow / 2 - quarter)) {
      br = windowed(frameA, frameB, mean, 2 * (n + quarter));
      bi = windowed(frameA, frameB, mean, 2 * (n + quarter) + 1);
    }
    storeTurned(at, ar, ai, br, bi, f64x2.splat(0), f64x2.splat(0), f64x2.splat(0), f64x2.splat(0), twiddles);
    twiddles += 48;
  }
  transformQuarters();
}

function meanOf(frame: usize): f64 {
  let sum = f64x2.splat(0);
  for (let at = frame, end = frame + pitchWindow * 8; at < end; at += 16) sum = f64x2.add(sum, v128.load(at));
  return (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)) / <f64>pitchWindow;
}

function windowed(frameA: usize, frameB: usize, mean: v128, n: usize): v128 {
  const pair = v128.load64_lane(frameB + (n << 3), v128.load64_zero(frameA + (n << 3)), 1);
  return f64x2.mul(f64x2.sub(pair, mean), v128.load64_splat(window + (n << 3)));
}

/**
 * The first stage of frameFft.ts's transform for one value of each quarter. frameFft.ts and spectrum.ts have the same lines
 * in their own loops: a function shared by all three, which the compiler does not inline, took about a tenth longer.
 */
export function storeTurned(
  at: usize,
  ar: v128,
  ai: v128,
  br: v128,
  bi: v128,
  cr: v128,
  ci: v128,
  dr: v128,
  di: v128,
  twiddles: usize,
): void {
  const b = at + quarterBytes;
  const c = b + quarterBytes;
  const d = c + quarterBytes;
  const sumR = f64x2.add(ar, cr);
  const crossR = f64x2.add(br, dr);
  v128.store(at, f64x2.add(sumR, crossR));
  const sumI = f64x2.add(ai, ci);
  const crossI = f64x2.add(bi, di);
  v128.store(at, f64x2.add(sumI, crossI), 16);
  const c2 = v128.load64_splat(twiddles, 16);
  const s2 = v128.load64_splat(twiddles, 24);
  const twoR = f64x2.sub(sumR, crossR);
  const twoI = f64x2.sub(sumI, crossI);
  v128.store(c, f64x2.sub(f64x2.mul(twoR, c2), f64x2.mul(twoI, s2)));
  v128.store(c, f64x2.add(f64x2.mul(twoR, s2), f64x2.mul(twoI, c2)), 16);
  const differenceR = f64x2.sub(ar, cr);
  const differenceI = f64x2.sub(ai, ci);
  const turnedR = f64x2.sub(bi, di);
  const turnedI = f64x2.sub(dr, br);
  const c1 = v128.load64_splat(twiddles);
  const s1 = v128.load64_splat(twiddles, 8);
  const oneR = f64x2.add(differenceR, turnedR);
  const oneI = f64x2.add(differenceI, turnedI);
  v128.store(b, f64x2.sub(f64x2.mul(oneR, c1), f64x2.mul(oneI, s1)));
  v128.store(b, f64x2.add(f64x2.mul(oneR, s1), f64x2.mul(oneI, c1)), 16);
  const c3 = v128.load64_splat(twiddles, 32);
  const s3 = v128.load64_splat(twiddles, 40);
  const threeR = f64x2.sub(differenceR, turnedR);
  const threeI = f64x2.sub(differenceI, turnedI);
  v128.store(d, f64x2.sub(f64x2.mul(threeR, c3), f64x2.mul(threeI, s3)));
  v128.store(d, f64x2.add(f64x2.mul(threeR, s3), f64x2.mul(threeI, c3)), 16);
}

/** Address at which the transform leaves bin k, 0 to half - 1. */
export function placeOf(k: usize): usize {
  return values + (k & 3) * quarterBytes + <usize>load<i32>(offsets + (k & ~3));
}

/** |FFT|² of two real frames: separates the spectra of even and odd samples and joins them to the frames'. */
function storePowers(): void {
  const quarterOf = f64x2.splat(0.25);
  const dc = placeOf(0);
  const first = f64x2.add(v128.load(dc), v128.load(dc, 16));
  const last = f64x2.sub(v128.load(dc), v128.load(dc, 16));
  v128.store(power, f64x2.mul(first, first));
  v128.store(power + half * 16, f64x2.mul(last, last));
  for (let k: usize = 1; k <= <usize>(half >> 1); k++) {
    const at = placeOf(k);
    const mirror = placeOf(<usize>half - k);
    const zR = v128.load(at);
    const zI = v128.load(at, 16);
    const mirrorR = v128.load(mirror);
    const mirrorI = v128.load(mirror, 16);
    const evenR = f64x2.add(zR, mirrorR);
    const evenI = f64x2.sub(zI, mirrorI);
    const oddR = f64x2.add(zI, mirrorI);
    const oddI = f64x2.sub(mirrorR, zR);
    const c = v128.load64_splat(unpackTwiddles + (k << 4));
    const s = v128.load64_splat(unpackTwiddles + (k << 4), 8);
    const turnedR = f64x2.sub(f64x2.mul(c, oddR), f64x2.mul(s, oddI));
    const turnedI = f64x2.add(f64x2.mul(c, oddI), f64x2.mul(s, oddR));
    const lowR = f64x2.add(evenR, turnedR);
    const lowI = f64x2.add(evenI, turnedI);
    const highR = f64x2.sub(evenR, turnedR);
    const highI = f64x2.sub(evenI, turnedI);
    v128.store(power + (k << 4), f64x2.mul(quarterOf, f64x2.add(f64x2.mul(lowR, lowR), f64x2.mul(lowI, lowI))));
    v128.store(
      power + ((<usize>half - k) << 4),
      f64x2.mul(quarterOf, f64x2.add(f64x2.mul(highR, highR), f64x2.mul(highI, highI))),
    );
  }
}

/** The beginning of the inverse transform of two real, even spectra of length 2048, which are in `power` up to their middle. */
function correlate(): void {
  let twiddles = stageTwiddles;
  for (let n: usize = 0; n < <usize>quarter; n++) {
    // Values below the middle are used directly, those above it mirrored: forward and inverse transforms of an even
    // sequence are the same.
    const low = power + (n << 5);
    const high = power + ((<usize>half - 2 * n) << 4);
    storeTurned(
      values + (n << 5),
      v128.load(low),
      v128.load(low, 16),
      v128.load(low, half * 8),
      v128.load(low, half * 8 + 16),
      v128.load(high),
      v128.load(high - 16),
      v128.load(high - half * 8),
      v128.load(high - half * 8 - 16),
      twiddles,
    );
    twiddles += 48;
  }
  transformQuarters();
  const scale = f64x2.splat(0.25 / <f64>half);
  const dc = placeOf(0);
  v128.store(lags, f64x2.mul(f64x2.splat(0.5 / <f64>half), f64x2.add(v128.load(dc), v128.load(dc, 16))));
  for (let k: usize = 1; k < <usize>speechLagCount; k++) {
    const at = placeOf(k);
    const mirror = placeOf(<usize>half - k);
    const evenR = f64x2.add(v128.load(at), v128.load(mirror));
    const oddR = f64x2.add(v128.load(at, 16), v128.load(mirror, 16));
    const oddI = f64x2.sub(v128.load(mirror), v128.load(at));
    const turnedR = f64x2.sub(
      f64x2.mul(v128.load64_splat(unpackTwiddles + (k << 4)), oddR),
      f64x2.mul(v128.load64_splat(unpackTwiddles + (k << 4), 8), oddI),
    );
    v128.store(lags + (k << 4), f64x2.mul(scale, f64x2.add(evenR, turnedR)));
  }
}

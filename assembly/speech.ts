import { half, im, offsets, re, shortHalf, shortOffsets, transform, transformShort, unpackTwiddles } from "./fft";
import { nFft } from "./memory";

/*
 * The transforms of src/dsp/speech/speechTransforms.ts, two frames at a time, in double precision: row a in the first lane of each vector,
 * row b in the second.
 */

/** Lags that `correlate` gives. */
const nLags: i32 = 512;

/** f64 [2, nFft], windowed frames; rows of short ones begin 512 values apart */
export const speechInput: usize = heap.alloc(2 * nFft * 8);
/** f64 [2, 1 + half], power spectra; rows of short ones begin 257 values apart */
export const speechPower: usize = heap.alloc(2 * (half + 1) * 8);
/** f64 [2, nLags] */
export const speechLags: usize = heap.alloc(2 * nLags * 8);

/** |FFT|² of two frames of 2048 samples. */
export function speechPowers(): void {
  interleave(half, (<usize>nFft) << 3);
  transform();
  storePowers(half, offsets, 1);
}

/** |FFT|² of two frames of 512 samples. */
export function speechShortPowers(): void {
  interleave(shortHalf, (<usize>shortHalf) << 4);
  transformShort();
  storePowers(shortHalf, shortOffsets, half / shortHalf);
}

/** Even samples of both rows to re, odd ones to im. */
function interleave(count: i32, row: usize): void {
  for (let at: usize = 0, end = (<usize>count) << 4; at < end; at += 16) {
    const a = v128.load(speechInput + at);
    const b = v128.load(speechInput + row + at);
    v128.store(re + at, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(im + at, v128.shuffle<f64>(a, b, 1, 3));
  }
}

/** Separates the spectra of even and odd samples, joins them to the real frames', and stores the squares of their moduli. */
function storePowers(count: i32, offsetsOf: usize, twiddleStep: i32): void {
  const quarter = f64x2.splat(0.25);
  const dcR = v128.load(re);
  const dcI = v128.load(im);
  const first = f64x2.add(dcR, dcI);
  const last = f64x2.sub(dcR, dcI);
  storePair(0, count, f64x2.mul(first, first));
  storePair(count, count, f64x2.mul(last, last));
  for (let k = 1; k <= count >> 1; k++) {
    const at = <usize>load<i32>(offsetsOf + ((<usize>k) << 2));
    const mirror = <usize>load<i32>(offsetsOf + ((<usize>(count - k)) << 2));
    const zR = v128.load(re + at);
    const zI = v128.load(im + at);
    const mirrorR = v128.load(re + mirror);
    const mirrorI = v128.load(im + mirror);
    const evenR = f64x2.add(zR, mirrorR);
    const evenI = f64x2.sub(zI, mirrorI);
    const oddR = f64x2.add(zI, mirrorI);
    const oddI = f64x2.sub(mirrorR, zR);
    const twiddle = unpackTwiddles + ((<usize>(k * twiddleStep)) << 4);
    const c = v128.load64_splat(twiddle);
    const s = v128.load64_splat(twiddle, 8);
    const turnedR = f64x2.sub(f64x2.mul(c, oddR), f64x2.mul(s, oddI));
    const turnedI = f64x2.add(f64x2.mul(c, oddI), f64x2.mul(s, oddR));
    const lowR = f64x2.add(evenR, turnedR);
    const lowI = f64x2.add(evenI, turnedI);
    const highR = f64x2.sub(evenR, turnedR);
    const highI = f64x2.sub(evenI, turnedI);
    storePair(k, count, f64x2.mul(quarter, f64x2.add(f64x2.mul(lowR, lowR), f64x2.mul(lowI, lowI))));
    storePair(count - k, count, f64x2.mul(quarter, f64x2.add(f64x2.mul(highR, highR), f64x2.mul(highI, highI))));
  }
}

function storePair(bin: i32, count: i32, values: v128): void {
  const at = speechPower + ((<usize>bin) << 3);
  v128.store64_lane(at, values, 0);
  v128.store64_lane(at + ((<usize>(count + 1)) << 3), values, 1);
}

/** The beginning of the inverse transform of two real, even spectra of length 2048, which are in speechPower up to their middle. */
export function correlate(): void {
  const row = (<usize>(half + 1)) << 3;
  const middle = (<usize>half) << 3;
  // Below the middle as they stand, above it mirrored: the transform of an even sequence is the same both ways.
  for (let at: usize = 0; at < middle; at += 16) {
    const a = v128.load(speechPower + at);
    const b = v128.load(speechPower + row + at);
    v128.store(re + at, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(im + at, v128.shuffle<f64>(a, b, 1, 3));
    // Samples half + n and half + n + 1 are values half - n and half - n - 1.
    const mirrored = speechPower + middle - at - 8;
    const c = v128.load(mirrored);
    const d = v128.load(mirrored + row);
    v128.store(re + middle + at, v128.shuffle<f64>(c, d, 1, 3));
    v128.store(im + middle + at, v128.shuffle<f64>(c, d, 0, 2));
  }
  transform();
  const scale = f64x2.splat(0.5 / <f64>nFft);
  storeLags(0, f64x2.mul(f64x2.splat(2), f64x2.mul(scale, f64x2.add(v128.load(re), v128.load(im)))));
  for (let k = 1; k < nLags; k++) {
    const at = <usize>load<i32>(offsets + ((<usize>k) << 2));
    const mirror = <usize>load<i32>(offsets + ((<usize>(half - k)) << 2));
    const evenR = f64x2.add(v128.load(re + at), v128.load(re + mirror));
    const oddR = f64x2.add(v128.load(im + at), v128.load(im + mirror));
    const oddI = f64x2.sub(v128.load(re + mirror), v128.load(re + at));
    const twiddle = unpackTwiddles + ((<usize>k) << 4);
    const turnedR = f64x2.sub(
      f64x2.mul(v128.load64_splat(twiddle), oddR),
      f64x2.mul(v128.load64_splat(twiddle, 8), oddI),
    );
    storeLags(k, f64x2.mul(scale, f64x2.add(evenR, turnedR)));
  }
}

function storeLags(lag: i32, values: v128): void {
  const at = speechLags + ((<usize>lag) << 3);
  v128.store64_lane(at, values, 0);
  v128.store64_lane(at + ((<usize>nLags) << 3), values, 1);
}

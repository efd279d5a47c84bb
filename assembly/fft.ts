import { nFft } from "./memory";

/*
 * The FFT of two frames at once: each vector holds one value of frame A and the same value of frame B, in double
 * precision like numpy's. A real frame of 2 * half samples is a complex signal of `half` values, its even samples the
 * real and its odd ones the imaginary part. This file is for frames of 512 samples, frameFft.ts for 2048.
 */

export const half: i32 = nFft / 2;

/** Values of a real frame of 512 samples. */
export const shortHalf: i32 = 256;

/** v128 [shortHalf], real and imaginary parts, (A, B) in each */
export const re: usize = heap.alloc(shortHalf * 16);
export const im: usize = heap.alloc(shortHalf * 16);

/** i32 [shortHalf], byte offset at which the transform leaves each bin: its base-4 digits reversed */
export const shortOffsets: usize = heap.alloc(shortHalf * 4);
/** f64 [half, 2], exp(-2 pi i k / nFft) */
export const unpackTwiddles: usize = heap.alloc(half * 16);
/** f64, per stage and position six values: the cosines and sines of one, two and three steps */
const stageTwiddles: usize = heap.alloc(2 * shortHalf * 16);

export function prepareFft(): void {
  reverseDigits(shortHalf, shortOffsets);
  for (let k = 0; k < half; k++) {
    const angle = (-2 * Math.PI * <f64>k) / <f64>nFft;
    store<f64>(unpackTwiddles + ((<usize>k) << 4), Math.cos(angle));
    store<f64>(unpackTwiddles + ((<usize>k) << 4), Math.sin(angle), 8);
  }
  let at = stageTwiddles;
  for (let length = shortHalf; length > 4; length >>= 2) {
    for (let j = 0; j < length >> 2; j++) {
      for (let step = 1; step <= 3; step++) {
        const angle = (-2 * Math.PI * <f64>(j * step)) / <f64>length;
        store<f64>(at, Math.cos(angle));
        store<f64>(at, Math.sin(angle), 8);
        at += 16;
      }
    }
  }
}

function reverseDigits(count: i32, offsetsOf: usize): void {
  for (let k = 0; k < count; k++) {
    let reversed = 0;
    for (let digits = k, place = count >> 2; place > 0; place >>= 2, digits >>= 2) reversed += (digits & 3) * place;
    store<i32>(offsetsOf + ((<usize>k) << 2), reversed << 4);
  }
}

/** Transforms re, im in place; bin k is then found at byte offset shortOffsets[k]. Radix 4, decimation in frequency. */
export function transformShort(): void {
  runStages(shortHalf, stageTwiddles);
}

function runStages(count: i32, twiddles: usize): void {
  for (let length = count; length > 4; length >>= 2) {
    const quarter: usize = (<usize>(length >> 2)) << 4;
    const stride: usize = (<usize>length) << 4;
    for (let j: usize = 0; j < quarter; j += 16) {
      const c1 = v128.load64_splat(twiddles);
      const s1 = v128.load64_splat(twiddles, 8);
      const c2 = v128.load64_splat(twiddles, 16);
      const s2 = v128.load64_splat(twiddles, 24);
      const c3 = v128.load64_splat(twiddles, 32);
      const s3 = v128.load64_splat(twiddles, 40);
      twiddles += 48;
      for (let at = j; at < (<usize>count) << 4; at += stride) {
        const r = re + at;
        const i = im + at;
        const ar = v128.load(r);
        const ai = v128.load(i);
        const br = v128.load(r + quarter);
        const bi = v128.load(i + quarter);
        const cr = v128.load(r + 2 * quarter);
        const ci = v128.load(i + 2 * quarter);
        const dr = v128.load(r + 3 * quarter);
        const di = v128.load(i + 3 * quarter);
        const sumR = f64x2.add(ar, cr);
        const sumI = f64x2.add(ai, ci);
        const differenceR = f64x2.sub(ar, cr);
        const differenceI = f64x2.sub(ai, ci);
        const crossR = f64x2.add(br, dr);
        const crossI = f64x2.add(bi, di);
        // (b - d) times -i
        const turnedR = f64x2.sub(bi, di);
        const turnedI = f64x2.sub(dr, br);
        v128.store(r, f64x2.add(sumR, crossR));
        v128.store(i, f64x2.add(sumI, crossI));
        const oneR = f64x2.add(differenceR, turnedR);
        const oneI = f64x2.add(differenceI, turnedI);
        v128.store(r + quarter, f64x2.sub(f64x2.mul(oneR, c1), f64x2.mul(oneI, s1)));
        v128.store(i + quarter, f64x2.add(f64x2.mul(oneR, s1), f64x2.mul(oneI, c1)));
        const twoR = f64x2.sub(sumR, crossR);
        const twoI = f64x2.sub(sumI, crossI);
        v128.store(r + 2 * quarter, f64x2.sub(f64x2.mul(twoR, c2), f64x2.mul(twoI, s2)));
        v128.store(i + 2 * quarter, f64x2.add(f64x2.mul(twoR, s2), f64x2.mul(twoI, c2)));
        const threeR = f64x2.sub(differenceR, turnedR);
        const threeI = f64x2.sub(differenceI, turnedI);
        v128.store(r + 3 * quarter, f64x2.sub(f64x2.mul(threeR, c3), f64x2.mul(threeI, s3)));
        v128.store(i + 3 * quarter, f64x2.add(f64x2.mul(threeR, s3), f64x2.mul(threeI, c3)));
      }
    }
  }
  lastStage(count);
}

/** The stage of length four, whose twiddles are all 1. */
function lastStage(count: i32): void {
  for (let at: usize = 0; at < (<usize>count) << 4; at += 64) {
    const r = re + at;
    const i = im + at;
    const ar = v128.load(r);
    const ai = v128.load(i);
    const br = v128.load(r, 16);
    const bi = v128.load(i, 16);
    const cr = v128.load(r, 32);
    const ci = v128.load(i, 32);
    const dr = v128.load(r, 48);
    const di = v128.load(i, 48);
    const sumR = f64x2.add(ar, cr);
    const sumI = f64x2.add(ai, ci);
    const differenceR = f64x2.sub(ar, cr);
    const differenceI = f64x2.sub(ai, ci);
    const crossR = f64x2.add(br, dr);
    const crossI = f64x2.add(bi, di);
    const turnedR = f64x2.sub(bi, di);
    const turnedI = f64x2.sub(dr, br);
    v128.store(r, f64x2.add(sumR, crossR));
    v128.store(i, f64x2.add(sumI, crossI));
    v128.store(r, f64x2.add(differenceR, turnedR), 16);
    v128.store(i, f64x2.add(differenceI, turnedI), 16);
    v128.store(r, f64x2.sub(sumR, crossR), 32);
    v128.store(i, f64x2.sub(sumI, crossI), 32);
    v128.store(r, f64x2.sub(differenceR, turnedR), 48);
    v128.store(i, f64x2.sub(differenceI, turnedI), 48);
  }
}

import { half } from "./fft";

/*
 * The FFT of fft.ts for the frames of the feature vector, with identical results, in a cache-friendly order. The first
 * stage, which spectrum.ts does while it loads the frames, leaves four transforms of a quarter of the length. Each of
 * these is finished before the next begins, because it fits in the fastest cache and the whole does not.
 */

export const quarter: i32 = half / 4;

/**
 * Bytes from one quarter to the next: one cache line more than a quarter's size, so that the quarters do not share
 * cache sets.
 */
export const quarterBytes: usize = quarter * 32 + 64;
/** v128 [4][quarter, 2], real and imaginary part of each value, (A, B) in each vector */
export const values: usize = heap.alloc(4 * quarterBytes);

/** i32 [quarter + 1], byte offset of bin 4 i + q within quarter q: the base-4 digits of i reversed. The last is that of i = 0. */
export const offsets: usize = heap.alloc((quarter + 1) * 4);
/** f64, per stage and position six values: the cosines and sines of one, two and three steps */
export const stageTwiddles: usize = heap.alloc(half * 16);

export function prepareFrameFft(): void {
  for (let i = 0; i < quarter; i++) {
    let reversed = 0;
    for (let digits = i, place = quarter >> 2; place > 0; place >>= 2, digits >>= 2) reversed += (digits & 3) * place;
    store<i32>(offsets + ((<usize>i) << 2), reversed << 5);
  }
  store<i32>(offsets + ((<usize>quarter) << 2), 0);
  let at = stageTwiddles;
  for (let length = half; length > 4; length >>= 2) {
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

/** Transforms each quarter of `values` in place; `offsets` gives the positions of its bins afterwards. */
export function transformQuarters(): void {
  for (let q: usize = 0; q < 4; q++) {
    const from = values + q * quarterBytes;
    const end = from + ((<usize>quarter) << 5);
    let twiddles = stageTwiddles + <usize>quarter * 48;
    for (let step: usize = (<usize>quarter) << 3; step > 32; step >>= 2) {
      for (let block = from; block < end; block += step << 2) {
        let factors = twiddles;
        for (let at = block; at < block + step; at += 32) {
          turn(at, step, factors);
          factors += 48;
        }
      }
      twiddles += (step >> 5) * 48;
    }
    for (let at = from; at < end; at += 128) finish(at);
  }
}

/** Four values, `step` bytes apart: a transform of length 4 whose bins 1, 2 and 3 are multiplied by twiddle factors. */
function turn(at: usize, step: usize, twiddles: usize): void {
  const b = at + step;
  const c = b + step;
  const d = c + step;
  const ar = v128.load(at);
  const ai = v128.load(at, 16);
  const br = v128.load(b);
  const bi = v128.load(b, 16);
  const cr = v128.load(c);
  const ci = v128.load(c, 16);
  const dr = v128.load(d);
  const di = v128.load(d, 16);
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
  // (b - d) times -i
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

/** The stage of length four, whose twiddles are all 1. */
function finish(at: usize): void {
  const ar = v128.load(at);
  const ai = v128.load(at, 16);
  const br = v128.load(at, 32);
  const bi = v128.load(at, 48);
  const cr = v128.load(at, 64);
  const ci = v128.load(at, 80);
  const dr = v128.load(at, 96);
  const di = v128.load(at, 112);
  const sumR = f64x2.add(ar, cr);
  const sumI = f64x2.add(ai, ci);
  const differenceR = f64x2.sub(ar, cr);
  const differenceI = f64x2.sub(ai, ci);
  const crossR = f64x2.add(br, dr);
  const crossI = f64x2.add(bi, di);
  const turnedR = f64x2.sub(bi, di);
  const turnedI = f64x2.sub(dr, br);
  v128.store(at, f64x2.add(sumR, crossR));
  v128.store(at, f64x2.add(sumI, crossI), 16);
  v128.store(at, f64x2.add(differenceR, turnedR), 32);
  v128.store(at, f64x2.add(differenceI, turnedI), 48);
  v128.store(at, f64x2.sub(sumR, crossR), 64);
  v128.store(at, f64x2.sub(sumI, crossI), 80);
  v128.store(at, f64x2.sub(differenceR, turnedR), 96);
  v128.store(at, f64x2.sub(differenceI, turnedI), 112);
}

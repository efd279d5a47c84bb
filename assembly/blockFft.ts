/*
 * The FFT of src/dsp/resampling/float32Fft.ts in vectors, rounding for rounding. A vector holds four consecutive
 * samples, so its lanes are four interleaved signals of a quarter of the length; every pass but the last treats them
 * alike. Their spectra are packed: vector 2k holds the real and 2k + 1 the imaginary parts of bin k, vector 1 the real
 * last bin.
 *
 * Blocks have nFft samples in nFft / 4 vectors. The spectra that a pass of four combines are nFft bytes apart, whatever
 * their length.
 */

/** Samples of the longest block. */
export const longestBlock: i32 = 4096;

/** v128 [longestBlock / 4] each: a pass reads one and writes the other. */
const ping: usize = heap.alloc(longestBlock * 4);
const pong: usize = heap.alloc(longestBlock * 4);
/** f32 [2 + 8 + 32 + 128, 6]: twiddles of the passes that combine spectra of 4, 16, 64 and 256 vectors. */
export const passTwiddles: usize = heap.alloc((2 + 8 + 32 + 128) * 24);

/** The other of the two buffers. */
export function other(at: usize): usize {
  return ping + pong - at;
}

/** Transforms samples to the spectra of the four lanes. @returns their address */
export function analyseLanes(input: usize, nFft: usize): usize {
  let at = ping;
  analyseFours(input, at, nFft);
  let twiddles = passTwiddles;
  for (let length: usize = 4 * 16; length < nFft << 2;) {
    if (length <= nFft) {
      combine(at, other(at), length, twiddles, nFft);
      twiddles += (length >> 5) * 24;
      length *= 4;
    } else {
      combinePairs(at, other(at), length, twiddles, nFft);
      length *= 2;
    }
    at = other(at);
  }
  return at;
}

/** Transforms the spectra of the four lanes, in one of the buffers, back to samples. @returns their address */
export function synthesiseLanes(at: usize, nFft: usize): usize {
  let length: usize = nFft << 2;
  let twiddles = passTwiddles;
  let shortest: usize = 4 * 16;
  for (; shortest <= nFft; shortest <<= 2) twiddles += (shortest >> 5) * 24;
  if (shortest < length) {
    length = shortest;
    separatePairs(at, other(at), length, twiddles, nFft);
    at = other(at);
  }
  while (length > 4 * 16) {
    length >>= 2;
    twiddles -= (length >> 5) * 24;
    separate(at, other(at), length, twiddles, nFft);
    at = other(at);
  }
  synthesiseFours(at, other(at), nFft);
  return other(at);
}

function analyseFours(from: usize, to: usize, quarter: usize): void {
  for (const end = from + quarter; from < end; from += 16) {
    const a = v128.load(from);
    const b = v128.load(from + quarter);
    const c = v128.load(from + 2 * quarter);
    const d = v128.load(from + 3 * quarter);
    const even = f32x4.add(a, c);
    const odd = f32x4.add(b, d);
    v128.store(to, f32x4.add(even, odd));
    v128.store(to, f32x4.sub(even, odd), 16);
    v128.store(to, f32x4.sub(a, c), 32);
    v128.store(to, f32x4.sub(d, b), 48);
    to += 64;
  }
}

function synthesiseFours(from: usize, to: usize, quarter: usize): void {
  for (const end = to + quarter; to < end; to += 16) {
    const first = v128.load(from);
    const last = v128.load(from, 16);
    const re = v128.load(from, 32);
    const im = v128.load(from, 48);
    const sum = f32x4.add(first, last);
    const difference = f32x4.sub(first, last);
    const twiceRe = f32x4.add(re, re);
    const twiceIm = f32x4.add(im, im);
    v128.store(to, f32x4.add(sum, twiceRe));
    v128.store(to + quarter, f32x4.sub(difference, twiceIm));
    v128.store(to + 2 * quarter, f32x4.sub(sum, twiceRe));
    v128.store(to + 3 * quarter, f32x4.add(difference, twiceIm));
    from += 64;
  }
}

/** @param length bytes of each of the four spectra that are combined */
function combine(from: usize, to: usize, length: usize, twiddles: usize, quarter: usize): void {
  const end = from + quarter;
  const halfRoot = f32x4.splat(<f32>Math.SQRT1_2);
  for (let s = from, t = to; s < end; s += length, t += 4 * length) {
    const a = v128.load(s);
    const b = v128.load(s + quarter);
    const c = v128.load(s + 2 * quarter);
    const d = v128.load(s + 3 * quarter);
    const even = f32x4.add(a, c);
    const odd = f32x4.add(b, d);
    v128.store(t, f32x4.add(even, odd));
    v128.store(t, f32x4.sub(even, odd), 16);
    v128.store(t + 2 * length, f32x4.sub(a, c));
    v128.store(t + 2 * length, f32x4.sub(d, b), 16);
    const aLast = v128.load(s, 16);
    const bLast = v128.load(s + quarter, 16);
    const cLast = v128.load(s + 2 * quarter, 16);
    const dLast = v128.load(s + 3 * quarter, 16);
    const across = f32x4.mul(halfRoot, f32x4.sub(bLast, dLast));
    const along = f32x4.mul(halfRoot, f32x4.add(bLast, dLast));
    v128.store(t + length, f32x4.add(aLast, across));
    v128.store(t + length, f32x4.sub(f32x4.neg(along), cLast), 16);
    v128.store(t + 3 * length, f32x4.sub(aLast, across));
    v128.store(t + 3 * length, f32x4.sub(cLast, along), 16);
  }
  for (let i: usize = 32; i < length; i += 32) {
    twiddles += 24;
    const c1 = v128.load32_splat(twiddles);
    const s1 = v128.load32_splat(twiddles, 4);
    const c2 = v128.load32_splat(twiddles, 8);
    const s2 = v128.load32_splat(twiddles, 12);
    const c3 = v128.load32_splat(twiddles, 16);
    const s3 = v128.load32_splat(twiddles, 20);
    for (let s = from + i, low = to + i, mirrored = to - i; s < end; s += length) {
      const aRe = v128.load(s);
      const aIm = v128.load(s, 16);
      const b0 = v128.load(s + quarter);
      const b1 = v128.load(s + quarter, 16);
      const bRe = f32x4.add(f32x4.mul(b0, c1), f32x4.mul(b1, s1));
      const bIm = f32x4.sub(f32x4.mul(b1, c1), f32x4.mul(b0, s1));
      const c0 = v128.load(s + 2 * quarter);
      const c_1 = v128.load(s + 2 * quarter, 16);
      const cRe = f32x4.add(f32x4.mul(c0, c2), f32x4.mul(c_1, s2));
      const cIm = f32x4.sub(f32x4.mul(c_1, c2), f32x4.mul(c0, s2));
      const d0 = v128.load(s + 3 * quarter);
      const d1 = v128.load(s + 3 * quarter, 16);
      const dRe = f32x4.add(f32x4.mul(d0, c3), f32x4.mul(d1, s3));
      const dIm = f32x4.sub(f32x4.mul(d1, c3), f32x4.mul(d0, s3));
      const sumRe = f32x4.add(aRe, cRe);
      const sumIm = f32x4.add(aIm, cIm);
      const differenceRe = f32x4.sub(aRe, cRe);
      const differenceIm = f32x4.sub(aIm, cIm);
      const crossRe = f32x4.add(bRe, dRe);
      const crossIm = f32x4.add(bIm, dIm);
      const turnedRe = f32x4.sub(bIm, dIm);
      const turnedIm = f32x4.sub(dRe, bRe);
      v128.store(low, f32x4.add(crossRe, sumRe));
      v128.store(low, f32x4.add(crossIm, sumIm), 16);
      const above = low + 2 * length;
      v128.store(above, f32x4.add(turnedRe, differenceRe));
      v128.store(above, f32x4.add(turnedIm, differenceIm), 16);
      low += 4 * length;
      const below = mirrored + 2 * length;
      v128.store(below, f32x4.sub(differenceRe, turnedRe));
      v128.store(below, f32x4.sub(turnedIm, differenceIm), 16);
      mirrored += 4 * length;
      v128.store(mirrored, f32x4.sub(sumRe, crossRe));
      v128.store(mirrored, f32x4.sub(crossIm, sumIm), 16);
    }
  }
}

/** `combine` for two spectra, half of the whole apart. */
function combinePairs(from: usize, to: usize, length: usize, twiddles: usize, quarter: usize): void {
  const half = quarter << 1;
  const end = from + half;
  for (let s = from, t = to; s < end; s += length, t += 2 * length) {
    const a = v128.load(s);
    const b = v128.load(s + half);
    v128.store(t, f32x4.add(a, b));
    v128.store(t, f32x4.sub(a, b), 16);
    v128.store(t + length, v128.load(s, 16));
    v128.store(t + length, f32x4.neg(v128.load(s + half, 16)), 16);
  }
  for (let i: usize = 32; i < length; i += 32) {
    twiddles += 24;
    const c1 = v128.load32_splat(twiddles);
    const s1 = v128.load32_splat(twiddles, 4);
    for (let s = from + i, low = to + i, mirrored = to + 2 * length - i; s < end; s += length) {
      const aRe = v128.load(s);
      const aIm = v128.load(s, 16);
      const b0 = v128.load(s + half);
      const b1 = v128.load(s + half, 16);
      const bRe = f32x4.add(f32x4.mul(b0, c1), f32x4.mul(b1, s1));
      const bIm = f32x4.sub(f32x4.mul(b1, c1), f32x4.mul(b0, s1));
      v128.store(low, f32x4.add(aRe, bRe));
      v128.store(low, f32x4.add(aIm, bIm), 16);
      v128.store(mirrored, f32x4.sub(aRe, bRe));
      v128.store(mirrored, f32x4.sub(bIm, aIm), 16);
      low += 2 * length;
      mirrored += 2 * length;
    }
  }
}

function separatePairs(from: usize, to: usize, length: usize, twiddles: usize, quarter: usize): void {
  const half = quarter << 1;
  const end = to + half;
  const minusTwo = f32x4.splat(-2);
  for (let s = from, t = to; t < end; s += 2 * length, t += length) {
    const first = v128.load(s);
    const last = v128.load(s, 16);
    const middleRe = v128.load(s + length);
    v128.store(t, f32x4.add(first, last));
    v128.store(t + half, f32x4.sub(first, last));
    v128.store(t, f32x4.add(middleRe, middleRe), 16);
    v128.store(t + half, f32x4.mul(minusTwo, v128.load(s + length, 16)), 16);
  }
  for (let i: usize = 32; i < length; i += 32) {
    twiddles += 24;
    const c1 = v128.load32_splat(twiddles);
    const s1 = v128.load32_splat(twiddles, 4);
    for (let t = to + i, low = from + i, mirrored = from + 2 * length - i; t < end; t += length) {
      const lowRe = v128.load(low);
      const lowIm = v128.load(low, 16);
      const highRe = v128.load(mirrored);
      const highIm = v128.load(mirrored, 16);
      v128.store(t, f32x4.add(lowRe, highRe));
      v128.store(t, f32x4.sub(lowIm, highIm), 16);
      const bRe = f32x4.sub(lowRe, highRe);
      const bIm = f32x4.add(lowIm, highIm);
      v128.store(t + half, f32x4.sub(f32x4.mul(bRe, c1), f32x4.mul(bIm, s1)));
      v128.store(t + half, f32x4.add(f32x4.mul(bIm, c1), f32x4.mul(bRe, s1)), 16);
      low += 2 * length;
      mirrored += 2 * length;
    }
  }
}

function separate(from: usize, to: usize, length: usize, twiddles: usize, quarter: usize): void {
  const end = to + quarter;
  const minusRoot = f32x4.splat(-(<f32>Math.SQRT2));
  for (let s = from, t = to; t < end; s += 4 * length, t += length) {
    const first = v128.load(s);
    const last = v128.load(s, 16);
    const sum = f32x4.add(first, last);
    const difference = f32x4.sub(first, last);
    const re = v128.load(s + 2 * length);
    const im = v128.load(s + 2 * length, 16);
    const middleRe = f32x4.add(re, re);
    const middleIm = f32x4.add(im, im);
    v128.store(t, f32x4.add(sum, middleRe));
    v128.store(t + quarter, f32x4.sub(difference, middleIm));
    v128.store(t + 2 * quarter, f32x4.sub(sum, middleRe));
    v128.store(t + 3 * quarter, f32x4.add(difference, middleIm));
    const lowRe = v128.load(s + length);
    const lowIm = v128.load(s + length, 16);
    const highRe = v128.load(s + 3 * length);
    const highIm = v128.load(s + 3 * length, 16);
    const lastRe = f32x4.sub(lowRe, highRe);
    const lastIm = f32x4.add(highIm, lowIm);
    const evenSum = f32x4.add(lowRe, highRe);
    const oddSum = f32x4.sub(highIm, lowIm);
    v128.store(t, f32x4.add(evenSum, evenSum), 16);
    v128.store(t + quarter, f32x4.mul(minusRoot, f32x4.sub(lastIm, lastRe)), 16);
    v128.store(t + 2 * quarter, f32x4.add(oddSum, oddSum), 16);
    v128.store(t + 3 * quarter, f32x4.mul(minusRoot, f32x4.add(lastIm, lastRe)), 16);
  }
  for (let i: usize = 32; i < length; i += 32) {
    twiddles += 24;
    const c1 = v128.load32_splat(twiddles);
    const s1 = v128.load32_splat(twiddles, 4);
    const c2 = v128.load32_splat(twiddles, 8);
    const s2 = v128.load32_splat(twiddles, 12);
    const c3 = v128.load32_splat(twiddles, 16);
    const s3 = v128.load32_splat(twiddles, 20);
    for (let t = to + i, low = from + i, mirrored = from - i; t < end; t += length) {
      const lowRe = v128.load(low);
      const lowIm = v128.load(low, 16);
      const above = low + 2 * length;
      const aboveRe = v128.load(above);
      const aboveIm = v128.load(above, 16);
      low += 4 * length;
      const below = mirrored + 2 * length;
      const belowRe = v128.load(below);
      const belowIm = v128.load(below, 16);
      mirrored += 4 * length;
      const highRe = v128.load(mirrored);
      const highIm = v128.load(mirrored, 16);
      const sumRe = f32x4.add(lowRe, highRe);
      const sumIm = f32x4.sub(lowIm, highIm);
      const differenceRe = f32x4.sub(lowRe, highRe);
      const differenceIm = f32x4.add(lowIm, highIm);
      const crossRe = f32x4.add(aboveRe, belowRe);
      const crossIm = f32x4.sub(aboveIm, belowIm);
      const turnedRe = f32x4.add(aboveIm, belowIm);
      const turnedIm = f32x4.sub(aboveRe, belowRe);
      v128.store(t, f32x4.add(sumRe, crossRe));
      v128.store(t, f32x4.add(sumIm, crossIm), 16);
      const bRe = f32x4.sub(differenceRe, turnedRe);
      const bIm = f32x4.add(differenceIm, turnedIm);
      v128.store(t + quarter, f32x4.sub(f32x4.mul(bRe, c1), f32x4.mul(bIm, s1)));
      v128.store(t + quarter, f32x4.add(f32x4.mul(bIm, c1), f32x4.mul(bRe, s1)), 16);
      const cRe = f32x4.sub(sumRe, crossRe);
      const cIm = f32x4.sub(sumIm, crossIm);
      v128.store(t + 2 * quarter, f32x4.sub(f32x4.mul(cRe, c2), f32x4.mul(cIm, s2)));
      v128.store(t + 2 * quarter, f32x4.add(f32x4.mul(cIm, c2), f32x4.mul(cRe, s2)), 16);
      const dRe = f32x4.add(differenceRe, turnedRe);
      const dIm = f32x4.sub(differenceIm, turnedIm);
      v128.store(t + 3 * quarter, f32x4.sub(f32x4.mul(dRe, c3), f32x4.mul(dIm, s3)));
      v128.store(t + 3 * quarter, f32x4.add(f32x4.mul(dIm, c3), f32x4.mul(dRe, s3)), 16);
    }
  }
}

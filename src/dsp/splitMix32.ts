/**
 * Uniform random numbers in [0, 1) with 32 random bits, the same on every machine (SplitMix32).
 *
 * Source: Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators; the constants are those of MurmurHash3's finaliser.
 */
export function uniform32(seed: number): () => number {
  let n = 0;
  return () => uniformAt(seed, n++);
}

/**
 * Number n of the sequence that uniform32 gives for a seed, without the ones before it.
 *
 * @param n from 0
 * @example uniformAt(7, 0) === uniform32(7)() // true
 */
export function uniformAt(seed: number, n: number): number {
  let z = (seed + Math.imul(n + 1, 0x9e3779b9)) >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
}

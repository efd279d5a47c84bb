/**
 * Uniform random numbers in [0, 1) with 32 random bits, the same on every machine (SplitMix32).
 *
 * Source: Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators; the constants are those of MurmurHash3's finaliser.
 */
export function uniform32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  };
}

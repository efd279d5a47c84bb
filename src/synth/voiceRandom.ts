/** Reproducible randomness for the synthetic voice: integers and sums only, so equal seeds mean equal bits everywhere. */
import { fmix32 } from "../forest/fmix32.js";

/** A stream of pseudo-random numbers. */
export interface Random {
  /** Uniform in [-1, 1). Cheap: it is drawn for every sample of noise. */
  readonly uniform: () => number;
  /** Mean 0, variance 1, never beyond ±3.5: extreme values would not sound like a voice. */
  readonly normal: () => number;
}

/**
 * A stream that depends only on the seed and its purpose, not on earlier draws: actor 5 sounds the same whether or not
 * actors 1 to 4 were generated.
 *
 * @param seed    the corpus's seed, an unsigned 32-bit integer
 * @param purpose what is drawn, e.g. "actor/5"
 * Source: Marsaglia, Xorshift RNGs (2003), the 32-bit generator (13, 17, 5); FNV-1a and murmur3's finaliser for its state.
 */
export function createRandom(seed: number, purpose: string): Random {
  let state = fmix32(fnv1a(purpose) ^ fmix32(seed ^ 0x9e3779b9)) || 1; // zero is the one state xorshift never leaves
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 0x80000000;
  };
  return {
    uniform,
    // Four uniform numbers of variance 1/3 each (Irwin-Hall): close to a bell, without log or cos.
    normal: () => (uniform() + uniform() + uniform() + uniform()) * Math.sqrt(3 / 4),
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/**
 * Random numbers that depend on where they are used, not on when.
 *
 * A forest's seed gives each tree a key, a tree's key gives its root a key, and a node's key gives its children theirs.
 * Every node draws from a generator started with its own key, so the draws of other nodes cannot change its own: the
 * first 100 trees of a forest of 200 are the forest of 100, a tree cut at depth 5 is the tree grown to depth 5, and one
 * thread or twenty grow the same forest.
 *
 *     randomState ─┬─ tree 0 ─ root ─┬─ left ─┬─ left ...
 *                  ├─ tree 1         │        └─ right
 *                  ...               └─ right ...
 */
import { fmix32 } from "./fmix32.js";

/** A place in the drawing above: two words of 32 bits. */
export interface RandomKey {
  readonly high: number;
  readonly low: number;
}

/**
 * One word from two; for either argument fixed, a one-to-one map of the other.
 * @returns an unsigned 32-bit integer
 */
export function mix(word: number, salt: number): number {
  // The odd constant is 2^32 / golden ratio: adjacent salts end up far apart.
  return fmix32(fmix32(word) ^ Math.imul(salt + 1, 0x9e3779b1));
}

/** The key of a forest's tree. */
export function treeKey(randomState: number, tree: number): RandomKey {
  return { high: mix(mix(randomState, 0), tree), low: mix(mix(randomState, 1), tree) };
}

/** A generator for one place. Source: Blackman & Vigna, xoroshiro64**, period 2^64 - 1. */
export class Random {
  // A typed array avoids V8's boxed numbers: nodes restart the generator millions of times.
  readonly #state = new Int32Array(2);

  constructor(key: RandomKey) {
    this.restart(key.high, key.low);
  }

  /** Restarts at another key, given as its two words. */
  restart(high: number, low: number): void {
    // The all-zero state is the only one the generator cannot leave.
    this.#state[0] = (high | low) === 0 ? 1 : high;
    this.#state[1] = low;
  }

  /** The next unsigned 32-bit integer. */
  nextWord(): number {
    const state = this.#state;
    const s0 = state[0]!;
    const s1 = state[1]! ^ s0;
    const scrambled = Math.imul(s0, 0x9e3779bb);
    state[0] = ((s0 << 26) | (s0 >>> 6)) ^ s1 ^ (s1 << 9);
    state[1] = (s1 << 13) | (s1 >>> 19);
    return Math.imul((scrambled << 5) | (scrambled >>> 27), 5) >>> 0;
  }

  /**
   * An integer in 0 .. bound - 1.
   * Scaling favours some values by at most bound / 2^32: one in ten thousand for 400,000 rows, and without effect on a forest.
   */
  below(bound: number): number {
    return Math.floor((this.nextWord() * bound) / 4294967296);
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle(values: Int32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = values[i]!;
      values[i] = values[j]!;
      values[j] = kept;
    }
  }
}

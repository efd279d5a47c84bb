import { fmix32 } from "../forest/fmix32.js";
import { ParameterError } from "../shared/errors.js";

/** A source of reproducible draws. */
export interface RandomSource {
  /** An integer drawn uniformly from 0 <= value < bound. */
  nextBelow(bound: number): number;
}

/**
 * A generator that depends on (randomState, stream) alone, so that each fold or class can have its own.
 *
 * @param randomState the user's seed, an integer from 0 to 2^32 - 1
 * @param stream      index of the independent sequence of that seed, an integer from 0 to 2^32 - 1
 * @throws ParameterError if either is not such an integer
 * Source: xoshiro128** of Blackman & Vigna, Scrambled Linear Pseudorandom Number Generators (2021), seeded with the
 * 32-bit finaliser of MurmurHash3.
 */
export function seededRandom(randomState: number, stream = 0): RandomSource {
  checkUint32("randomState", randomState);
  checkUint32("stream", stream);
  // Hashing the stream before adding it keeps (1, 0) and (0, 1) apart.
  let counter = (fmix32(stream + 0x51ed270b) + randomState) >>> 0;
  const nextSeed = (): number => {
    counter = (counter + 0x9e3779b9) >>> 0;
    return fmix32(counter);
  };
  const state: State = [nextSeed(), nextSeed(), nextSeed(), nextSeed()];
  return { nextBelow: (bound) => nextBelow(state, bound) };
}

/** `items` in random order (Fisher-Yates), as a new array. */
export function shuffled<T>(items: readonly T[], random: RandomSource): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.nextBelow(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

type State = [number, number, number, number];

function nextBelow(state: State, bound: number): number {
  // Values past the largest multiple of the bound would favour small results: draw again.
  const limit = 2 ** 32 - (2 ** 32 % bound);
  let value = nextUint32(state);
  while (value >= limit) value = nextUint32(state);
  return value % bound;
}

function nextUint32(s: State): number {
  const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
  const shifted = s[1] << 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = rotateLeft(s[3], 11);
  return result;
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function checkUint32(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32)
    throw new ParameterError(name, "an integer from 0 to 4294967295", value);
}

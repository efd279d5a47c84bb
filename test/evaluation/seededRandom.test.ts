import { describe, expect, test } from "vitest";
import { ParameterError } from "../../src/shared/errors.js";
import { seededRandom, shuffled } from "../../src/evaluation/seededRandom.js";

function draws(randomState: number, stream?: number, bound = 1000): number[] {
  const random = seededRandom(randomState, stream);
  return Array.from({ length: 50 }, () => random.nextBelow(bound));
}

describe("seededRandom", () => {
  test("gives the same draws for the same seed and stream", () => {
    expect(draws(42, 3)).toEqual(draws(42, 3));
  });

  test("gives other draws for another seed", () => {
    expect(draws(42)).not.toEqual(draws(43));
  });

  test("gives other draws for another stream", () => {
    expect(draws(42, 0)).not.toEqual(draws(42, 1));
  });

  test("keeps seed and stream apart", () => {
    expect(draws(0, 1)).not.toEqual(draws(1, 0));
  });

  test("draws every value below the bound about equally often", () => {
    const random = seededRandom(1);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.nextBelow(7)]! += 1;
    // Standard deviation of a count: sqrt(70000 * 1/7 * 6/7) = 93; five of them leave chance no room.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(465);
  });

  // From an implementation in Python that also gives the published first values of xoshiro128** and fmix32.
  test.each([
    [42, 0, [3060595191, 1024220999, 258270496, 1120248463, 1353888298, 2693705356]],
    [42, 3, [1484489396, 3226615215, 3275711996, 2866591442, 3669634974, 4178723802]],
    [2 ** 32 - 1, 2 ** 32 - 1, [2527706639, 828572920, 294281545, 1793990371, 1645066333, 590356879]],
  ])("draws xoshiro128**'s values for seed %i and stream %i", (seed, stream, expected) => {
    const random = seededRandom(seed, stream);
    expect(expected.map(() => random.nextBelow(2 ** 32))).toEqual(expected);
  });

  test("passes over draws from the last, incomplete multiple of the bound", () => {
    // The first draws are 3060595191 and 1024220999. The first lies past the only multiple, at its end or below it.
    expect(seededRandom(42).nextBelow(2 ** 31 + 1)).toBe(1024220999);
    expect(seededRandom(42).nextBelow(3060595191)).toBe(1024220999);
    expect(seededRandom(42).nextBelow(3060595192)).toBe(3060595191);
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 32])("rejects the seed and the stream %d, naming it", (value) => {
    expect(() => seededRandom(value)).toThrow(ParameterError);
    expect(() => seededRandom(value)).toThrow("randomState: expected an integer from 0 to 4294967295");
    expect(() => seededRandom(0, value)).toThrow("stream: expected an integer from 0 to 4294967295");
  });
});

describe("shuffled", () => {
  test("keeps every item once", () => {
    const items = Array.from({ length: 30 }, (_, i) => i);
    expect(shuffled(items, seededRandom(5)).sort((a, b) => a - b)).toEqual(items);
  });

  test("changes the order", () => {
    const items = Array.from({ length: 30 }, (_, i) => i);
    expect(shuffled(items, seededRandom(5))).not.toEqual(items);
  });

  test("gives the order of Fisher and Yates for a seed", () => {
    const items = Array.from({ length: 10 }, (_, i) => i);
    expect(shuffled(items, seededRandom(5))).toEqual([8, 1, 4, 9, 2, 5, 7, 0, 3, 6]);
  });

  test("draws nothing to shuffle a single item", () => {
    const random = seededRandom(5);
    shuffled(["only"], random);
    expect(random.nextBelow(1000)).toBe(seededRandom(5).nextBelow(1000));
  });

  test("leaves its argument as it was", () => {
    const items = [1, 2, 3, 4, 5];
    shuffled(items, seededRandom(5));
    expect(items).toEqual([1, 2, 3, 4, 5]);
  });
});

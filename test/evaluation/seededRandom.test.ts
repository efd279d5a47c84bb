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

  test.each([-1, 0.5, Number.NaN, 2 ** 32])("rejects the seed %d", (seed) => {
    expect(() => seededRandom(seed)).toThrow(ParameterError);
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

  test("leaves its argument as it was", () => {
    const items = [1, 2, 3, 4, 5];
    shuffled(items, seededRandom(5));
    expect(items).toEqual([1, 2, 3, 4, 5]);
  });
});

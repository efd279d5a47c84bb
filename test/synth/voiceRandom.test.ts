import { describe, expect, test } from "vitest";
import { createRandom } from "../../src/synth/voiceRandom.js";

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("createRandom", () => {
  test("gives the same stream for the same seed and purpose", () => {
    expect(draw(5, createRandom(3, "actor/1").uniform)).toEqual(draw(5, createRandom(3, "actor/1").uniform));
  });

  test("gives different streams for different seeds and purposes", () => {
    const first = draw(1, createRandom(3, "actor/1").uniform);
    expect(draw(1, createRandom(4, "actor/1").uniform)).not.toEqual(first);
    expect(draw(1, createRandom(3, "actor/2").uniform)).not.toEqual(first);
  });

  test("stays within -1 and 1 when uniform, with mean 0 and variance 1/3", () => {
    const values = draw(20_000, createRandom(1, "uniform").uniform);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1 / 3, 1);
  });

  test("has mean 0 and variance 1 when normal", () => {
    const values = draw(20_000, createRandom(1, "normal").normal);
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 1);
  });
});

import { expect, test } from "vitest";
import { FramePool } from "../../src/embedding/framePool.js";

const frames = Array.from({ length: 12 }, (_, t) => [t, 100 + (t % 3), -5]);

function pooled(parts: readonly (readonly number[][])[]): Float64Array {
  const pool = new FramePool(3);
  for (const part of parts) pool.add(part.flat());
  return pool.columns();
}

test("pooled columns are each dimension's mean, then its standard deviation over time", () => {
  const columns = pooled([frames]);
  [5.5, 101, -5].forEach((mean, d) => expect(columns[d]).toBeCloseTo(mean, 12));
  expect(columns[3]).toBeCloseTo(Math.sqrt((12 ** 2 - 1) / 12), 12); // of 0 .. 11
  expect(columns[4]).toBeCloseTo(Math.sqrt(2 / 3), 12);
  expect(columns[5]).toBe(0);
});

test("pooled columns do not depend on how the frames are divided into parts", () => {
  const whole = pooled([frames]);
  for (const at of [1, 5, 11]) {
    const parts = pooled([frames.slice(0, at), frames.slice(at)]);
    parts.forEach((value, c) => expect(value).toBeCloseTo(whole[c]!, 12));
  }
});

test("a pool without a frame, or with an incomplete one, is an error", () => {
  expect(() => new FramePool(3).columns()).toThrow("frames: expected at least one");
  expect(() => new FramePool(3).add([1, 2])).toThrow("a multiple of 3");
});

import { expect, test } from "vitest";
import { cached } from "../../src/dsp/cache.js";

test("a cache makes each value once, and is cleared when a key more than its capacity comes", () => {
  const made: number[] = [];
  const squareOf = cached(2, (n: number) => {
    made.push(n);
    return n * n;
  });
  expect([3, 4, 3, 4, 4].map(squareOf)).toEqual([9, 16, 9, 16, 16]);
  expect(made).toEqual([3, 4]);
  expect([5, 5, 3, 5].map(squareOf)).toEqual([25, 25, 9, 25]);
  expect(made).toEqual([3, 4, 5, 3]);
});

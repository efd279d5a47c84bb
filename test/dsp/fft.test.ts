import { describe, expect, test } from "vitest";
import { createRealFft } from "../../src/dsp/fft.js";
import { noise } from "./signals.js";

function spectrumOf(input: Float64Array): { re: Float64Array; im: Float64Array } {
  const re = new Float64Array(1 + input.length / 2);
  const im = new Float64Array(1 + input.length / 2);
  createRealFft(input.length).forward(input, re, im);
  return { re, im };
}

describe("the FFT of real input", () => {
  test.each([4, 8, 64, 2048])("equals the sum that defines it, for %i points", (nFft) => {
    const input = Float64Array.from(noise(nFft));
    const { re, im } = spectrumOf(input);
    for (const k of [0, 1, nFft / 4, nFft / 2 - 1, nFft / 2]) {
      const angle = (n: number): number => (-2 * Math.PI * k * n) / nFft;
      expect(re[k]).toBeCloseTo(
        input.reduce((sum, x, n) => sum + x * Math.cos(angle(n)), 0),
        9,
      );
      expect(im[k]).toBeCloseTo(
        input.reduce((sum, x, n) => sum + x * Math.sin(angle(n)), 0),
        9,
      );
    }
  });

  test("of an impulse is flat", () => {
    const { re, im } = spectrumOf(Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0));
    expect([...re]).toEqual([1, 1, 1, 1, 1]);
    expect([...im].every((value) => value === 0)).toBe(true);
  });

  test("is undone by its inverse", () => {
    const input = Float64Array.from(noise(1024));
    const { re, im } = spectrumOf(input);
    const output = new Float64Array(1024);
    createRealFft(1024).inverse(re, im, output);
    for (let n = 0; n < 1024; n++) expect(output[n]).toBeCloseTo(input[n]!, 14);
  });

  test("rejects lengths that are not powers of two", () => {
    for (const nFft of [1000, 2, 0, 8.5, -8])
      expect(() => createRealFft(nFft)).toThrow("nFft: expected a power of two, at least 4, received");
    expect(createRealFft(4).nFft).toBe(4);
  });
});

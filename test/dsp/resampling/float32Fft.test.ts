import { describe, expect, test } from "vitest";
import { createRealFft } from "../../../src/dsp/fft.js";
import { createFloat32Fft } from "../../../src/dsp/resampling/float32Fft.js";
import { impulse, noise } from "../signals.js";

describe.each([64, 128, 256, 512, 1024, 2048, 4096])("the single-precision transform of %i samples", (nFft) => {
  const samples = noise(nFft);
  const spectrumOf = (input: Float32Array): Float32Array => {
    const spectrum = new Float32Array(nFft);
    createFloat32Fft(nFft).forward(input, spectrum);
    return spectrum;
  };

  test("agrees with double precision, within single precision", () => {
    const re = new Float64Array(1 + nFft / 2);
    const im = new Float64Array(1 + nFft / 2);
    createRealFft(nFft).forward(Float64Array.from(samples), re, im);
    const spectrum = spectrumOf(samples);
    const packed = spectrum.map((_, i) => (i % 2 === 0 ? re[i / 2]! : im[(i - 1) / 2]!));
    packed[1] = re[nFft / 2]!;
    expect(farthest(spectrumOf(samples), packed)).toBeLessThan(1e-7 * nFft);
  });

  test("is undone by the inverse, which multiplies by the length", () => {
    const back = new Float32Array(nFft);
    createFloat32Fft(nFft).inverse(spectrumOf(samples), back);
    expect(
      farthest(
        back.map((value) => value / nFft),
        samples,
      ),
    ).toBeLessThan(1e-6);
  });

  test("of an impulse at 0 is exactly 1 in every bin", () => {
    const flat = spectrumOf(impulse(nFft, 0));
    expect(flat.map(Math.abs)).toEqual(flat.map((_, i) => (i % 2 === 0 || i === 1 ? 1 : 0)));
  });
});

describe("a single-precision transform", () => {
  test.each([0, 16, 32, 96, 1000, 3072])("of %i samples is rejected", (nFft) => {
    expect(() => createFloat32Fft(nFft)).toThrow(`nFft: expected a power of 2 from 64 on, received ${nFft}`);
  });
});

function farthest(a: Float32Array, b: Float32Array): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

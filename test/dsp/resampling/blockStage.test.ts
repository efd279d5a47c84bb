import { describe, expect, test } from "vitest";
import { createBlockFilter, createBlockStage } from "../../../src/dsp/resampling/blockStage.js";
import { kaiserLowPass } from "../../../src/dsp/resampling/kaiserLowPass.js";
import { resample } from "../../../src/dsp/resampling/resample.js";
import { type BlockSpec, resamplePlan } from "../../../src/dsp/resampling/resamplePlan.js";
import { noise } from "../signals.js";

function onlyBlock(from: number, to: number): BlockSpec {
  const [spec] = resamplePlan(from / to);
  if (spec?.kind !== "block") throw new Error(`${from} to ${to} Hz does not begin with a block stage`);
  return spec;
}

/** 1,200 samples of sound, then digital silence. */
const burst = Float32Array.from({ length: 6000 }, (_, n) => (n < 1200 ? ((n * 7919) % 1000) / 1000 - 0.5 : 0));

describe("a filter in blocks", () => {
  test.each([
    [48_000, 16_000],
    [32_000, 16_000],
    [24_000, 16_000],
    [16_000, 48_000],
    [8000, 16_000],
    [16_000, 12_000],
  ])("equals the plain sum over its coefficients, in single precision, from %i to %i Hz", (from, to) => {
    const spec = onlyBlock(from, to);
    const { up, down, nTaps } = spec;
    const taps = kaiserLowPass(spec.lowPass, nTaps);
    const samples = noise(4000);
    const result = resample(samples, from, to);
    for (let m = 0; m < Math.floor((4000 * up) / down); m += 7) {
      const start = m * down - (nTaps - 1) / 2;
      let exact = 0;
      for (let tap = 0; tap < nTaps; tap++)
        if ((start + tap) % up === 0) exact += up * taps[tap]! * (samples[(start + tap) / up] ?? 0);
      expect(Math.abs(result[m]! - exact)).toBeLessThan(2e-6);
    }
  });

  test("fills silence to the end of a block with rounding noise", () => {
    const { hop } = createBlockFilter(onlyBlock(48_000, 16_000));
    // Block 0 holds the outputs below hop / 3 = 489.3; the filter's own ringing ends 97 outputs after the sound's 400.
    const silent = resample(
      burst.map((value, n) => (n < 900 ? value : 0)),
      48_000,
      16_000,
    ).subarray(400, Math.ceil(hop / 3));
    expect(silent.some((value) => value !== 0)).toBe(true);
    expect(Math.max(...silent.map(Math.abs))).toBeLessThan(1e-6);
  });

  test("leaves blocks of pure silence silent", () => {
    expect(
      resample(burst, 48_000, 16_000)
        .subarray(980)
        .every((value) => value === 0),
    ).toBe(true);
  });

  test.each([
    [48_000, 16_000],
    [24_000, 16_000],
    [8_000, 16_000],
    [8_000, 24_000],
  ])("computes any part of its output with the same bits as the whole, from %i to %i Hz", (from, to) => {
    const stage = createBlockStage(createBlockFilter(onlyBlock(from, to)));
    const samples = noise(30_000);
    const whole = resample(samples, from, to);
    for (const outputs of [
      { first: 1000, end: 1001 },
      { first: 977, end: 980 },
      { first: 2000, end: 7000 },
    ]) {
      const { first, end } = stage.inputSpan(outputs);
      const result = new Float32Array(outputs.end - outputs.first);
      const input = Float32Array.from({ length: end - first }, (_, n) => samples[first + n] ?? 0);
      stage.run(input, outputs, result);
      expect(result).toEqual(whole.slice(outputs.first, outputs.end));
    }
  });
});

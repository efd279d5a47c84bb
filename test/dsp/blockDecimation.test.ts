import { describe, expect, it } from "vitest";
import { isBlockDecimation } from "../../src/dsp/blockDecimation.js";
import { resample } from "../../src/dsp/resample.js";
import { polyphaseFilter, type ResampleQuality } from "../../src/dsp/resampleFilter.js";
import { noise } from "./signals.js";

/** 1,200 samples of sound, then digital silence. */
const burst = Float32Array.from({ length: 3000 }, (_, n) => (n < 1200 ? ((n * 7919) % 1000) / 1000 - 0.5 : 0));

describe("decimation by three", () => {
  // By libsoxr 0.1.3 (engine cr32s, recipe SOXR_LQ) on x86-64, printed with all digits.
  it("gives soxr's samples to the last bit", () => {
    const result = resample(burst, 48_000, 16_000, "lq");
    expect([...result.subarray(200, 204)]).toEqual([
      -0.21148033440113068, -0.1893717646598816, 0.2679542601108551, 0.2563236951828003,
    ]);
  });

  it("fills silence to the end of a block with soxr's rounding, to the last bit", () => {
    const result = resample(burst, 48_000, 16_000, "lq");
    expect([...result.subarray(425, 433)]).toEqual([
      -2.9802322387695312e-8, 2.9802322387695312e-8, -9.313225746154785e-9, -1.4901161193847656e-8,
      -1.1641532182693481e-8, 7.450580596923828e-9, -1.862645149230957e-8, -7.450580596923828e-9,
    ]); // prettier-ignore
    expect([...result.subarray(596, 600)]).toEqual([
      -1.1175870895385742e-8, 1.4901161193847656e-8, -3.725290298461914e-8, -7.450580596923828e-9,
    ]);
  });

  it("leaves the blocks after it silent", () => {
    expect(
      resample(burst, 48_000, 16_000, "lq")
        .subarray(600)
        .every((value) => value === 0),
    ).toBe(true);
  });

  it("is the plain sum of the filter, to single precision", () => {
    const samples = noise(9000);
    const result = resample(samples, 48_000, 16_000, "lq");
    const { nTaps, coefficients } = polyphaseFilter(48_000, 16_000, "lq");
    for (let m = 0; m < result.length; m++) {
      const start = 3 * m - nTaps / 2 + 1;
      const exact = coefficients.reduce((sum, weight, tap) => sum + weight * (samples[start + tap] ?? 0), 0);
      expect(Math.abs(result[m]! - exact)).toBeLessThan(1e-6);
    }
  });

  it("does not depend on what comes a block later", () => {
    const samples = noise(5000);
    const before = resample(samples.subarray(0, 3200), 48_000, 16_000, "lq");
    expect(resample(samples, 48_000, 16_000, "lq").subarray(0, 900)).toEqual(before.subarray(0, 900));
  });
});

describe("blocks", () => {
  it.each<[number, number, ResampleQuality, boolean]>([
    [48_000, 16_000, "lq", true],
    [24_000, 8000, "lq", true],
    [48_000, 16_000, "hq", false],
    [32_000, 16_000, "lq", false],
    [44_100, 16_000, "lq", false],
    [48_000, 32_000, "lq", false],
    [48_000, 1600, "lq", false],
  ])("from %i to %i Hz in %s: %s", (from, to, quality, expected) => {
    expect(isBlockDecimation(polyphaseFilter(from, to, quality), quality)).toBe(expected);
  });

  it("are no part of other changes of rate: silence stays silent", () => {
    const samples = new Float32Array(96_000);
    samples.set(noise(22_050));
    expect(
      resample(samples, 44_100, 16_000, "lq")
        .subarray(8100)
        .every((value) => value === 0),
    ).toBe(true);
  });
});

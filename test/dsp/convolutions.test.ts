import { describe, expect, test } from "vitest";
import {
  contourScales,
  convolve,
  convolvedColumns,
  dilations,
  drawKernels,
  fitConvolutions,
  loadConvolutions,
  saveConvolutions,
} from "../../src/dsp/convolutions.js";
import { noise } from "./signals.js";

const nChannels = 5;
const recordings = Array.from({ length: 30 }, (_, i) =>
  noise(nChannels * (40 + i)).map((value, j) => value * (1 + (j % nChannels)) + (j % nChannels) + i / 30),
);
const scales = contourScales(recordings, nChannels);
const options = { seed: 7, perDilation: 20 };
const fitted = fitConvolutions(recordings, scales, options);

describe("random convolutions", () => {
  test("scales are means and standard deviations of all training frames", () => {
    const contour = Float32Array.of(1, 10, 3, 10, 5, 10);
    const { means, deviations } = contourScales([contour], 2);
    expect([...means]).toEqual([3, 10]);
    expect(deviations[0]).toBeCloseTo(Math.sqrt(8 / 3), 12);
    expect(deviations[1]).toBeGreaterThan(0);
  });

  test("kernels are determined by the seed, and another seed draws other kernels", () => {
    expect(drawKernels(3, 10, 44)).toEqual(drawKernels(3, 10, 44));
    expect(drawKernels(3, 10, 44)).not.toEqual(drawKernels(4, 10, 44));
  });

  test("a kernel has three high taps of nine and sees one to seven different channels with random signs", () => {
    const kernels = drawKernels(1, 200, 44);
    expect(kernels).toHaveLength(200 * dilations.length);
    for (const { highTaps, channels, signs } of kernels) {
      expect(new Set(highTaps).size).toBe(3);
      expect(Math.max(...highTaps)).toBeLessThan(9);
      expect(new Set(channels).size).toBe(channels.length);
      expect(signs.reduce((sum, sign) => sum + sign * sign, 0)).toBeCloseTo(1, 12);
    }
    expect(new Set(kernels.map(({ channels }) => channels.length))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
  });

  test("a row has three numbers per kernel, as defined: shares of frames, mean excesses and mean positions", () => {
    const contour = recordings[4]!;
    const nFrames = contour.length / nChannels;
    const row = convolve(contour, fitted);
    const value = (t: number, c: number): number => {
      const frame = Math.min(nFrames - 1, Math.max(0, t));
      return (contour[frame * nChannels + c]! - scales.means[c]!) / scales.deviations[c]!;
    };
    for (const k of [0, 33, 99]) {
      const { channels, signs, highTaps } = fitted.kernels[k]!;
      const dilation = dilations[Math.floor(k / options.perDilation)]!;
      const answers = Array.from({ length: nFrames }, (_, t) => {
        let sum = 0;
        for (let tap = 0; tap < 9; tap++)
          channels.forEach((c, i) => {
            sum += (highTaps.includes(tap) ? 2 : -1) * signs[i]! * value(t + (tap - 4) * dilation, c);
          });
        return sum;
      });
      const excesses = answers.map((answer) => Math.max(0, answer - fitted.thresholds[k]!));
      const share = excesses.filter((excess) => excess > 0).length / nFrames;
      const mean = excesses.reduce((sum, excess) => sum + excess, 0) / nFrames;
      expect(Math.abs(row[k]! - share)).toBeLessThan(1.01 / nFrames);
      expect(row[fitted.kernels.length + k]).toBeCloseTo(Math.log1p(mean), 4);
      const positions = excesses.flatMap((excess, t) => (excess > 0 ? (t + 0.5) / nFrames : []));
      const position = positions.reduce((sum, each) => sum + each, 0) / positions.length;
      expect(Math.abs(row[2 * fitted.kernels.length + k]! - position)).toBeLessThan(1.01 / nFrames);
    }
  });

  test("a constant contour activates only kernels with a threshold below 0", () => {
    const row = convolve(new Float32Array(nChannels * 30).fill(2), fitted);
    fitted.thresholds.forEach((threshold, k) => {
      if (Math.abs(threshold) > 1e-3) expect(row[k]).toBe(threshold < 0 ? 1 : 0);
    });
  });

  test("thresholds lie among the training frames: a kernel responds to some of them, but not to all", () => {
    const rows = recordings.map((contour) => convolve(contour, fitted));
    const nKernels = fitted.kernels.length;
    const mean = (k: number): number => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length;
    const means = Array.from({ length: nKernels }, (_, k) => mean(k));
    expect(Math.min(...means)).toBeGreaterThan(0.02);
    expect(Math.max(...means)).toBeLessThan(0.98);
  });

  test("a recording that is not among the training rows changes nothing in the kernels", () => {
    const poisoned = fitConvolutions(recordings, scales, options);
    convolve(new Float32Array(nChannels * 20).fill(1e6), poisoned);
    expect(poisoned.thresholds).toEqual(fitted.thresholds);
  });

  test("a saved and loaded model gives the same results", () => {
    const loaded = loadConvolutions(JSON.parse(JSON.stringify(saveConvolutions(fitted))) as never);
    expect(convolve(recordings[9]!, loaded)).toEqual(convolve(recordings[9]!, fitted));
  });

  test("a model of an earlier version, without the number of values per kernel, has no positions", () => {
    const { perKernel, ...saved } = saveConvolutions(fitted);
    const earlier = loadConvolutions(JSON.parse(JSON.stringify(saved)) as never);
    const whole = convolve(recordings[9]!, fitted);
    expect(perKernel).toBe(3);
    expect(convolvedColumns(earlier)).toBe(2 * fitted.kernels.length);
    expect(convolve(recordings[9]!, earlier)).toEqual(whole.subarray(0, 2 * fitted.kernels.length));
  });

  test("without a frame above the threshold, the position is the middle", () => {
    const silent = { ...fitted, thresholds: fitted.thresholds.map(() => 1e9) };
    const row = convolve(recordings[0]!, silent);
    expect(new Set(row.subarray(2 * fitted.kernels.length))).toEqual(new Set([0.5]));
  });

  test("a recording without a frame is above no threshold, one frame is enough, and a torn frame is rejected", () => {
    const empty = convolve(new Float32Array(0), fitted);
    expect(new Set(empty.subarray(0, 2 * fitted.kernels.length))).toEqual(new Set([0]));
    expect(new Set(empty.subarray(2 * fitted.kernels.length))).toEqual(new Set([0.5]));
    expect(convolve(Float32Array.of(1, 2, 3, 4, 5), fitted).every(Number.isFinite)).toBe(true);
    expect(() => convolve(new Float32Array(7), fitted)).toThrow("a multiple of 5");
    expect(() => contourScales([], nChannels)).toThrow("at least one frame");
  });
});

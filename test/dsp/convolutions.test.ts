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
const options = { seed: 7, perDilation: 6 };

/** Contours of different lengths, whose channels have different means and deviations. */
function contours(count: number): Float32Array[] {
  const sound = noise(nChannels * (40 + count));
  return Array.from({ length: count }, (_, i) =>
    sound.subarray(0, nChannels * (40 + i)).map((value, j) => value * (1 + (j % nChannels)) + (j % nChannels) + i / 30),
  );
}

function fit(recordings = contours(6)) {
  const scales = contourScales(recordings, nChannels);
  return { recordings, scales, fitted: fitConvolutions(recordings, scales, options) };
}

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
      expect(highTaps).toEqual(highTaps.toSorted((a, b) => a - b));
      expect(Math.max(...highTaps)).toBeLessThan(9);
      expect(new Set(channels).size).toBe(channels.length);
      expect(signs.reduce((sum, sign) => sum + sign * sign, 0)).toBeCloseTo(1, 12);
    }
    expect(new Set(kernels.map(({ channels }) => channels.length))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
  });

  test("a row has three numbers per kernel, as defined: shares of frames, mean excesses and mean positions", () => {
    const { scales, fitted } = fit();
    const contour = contours(7)[6]!;
    const nFrames = contour.length / nChannels;
    const row = convolve(contour, fitted);
    const value = (t: number, c: number): number => {
      const frame = Math.min(nFrames - 1, Math.max(0, t));
      return (contour[frame * nChannels + c]! - scales.means[c]!) / scales.deviations[c]!;
    };
    for (const k of [0, 10, 29]) {
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
      expect(row[k]).toBeCloseTo(share, 6);
      expect(row[fitted.kernels.length + k]).toBeCloseTo(Math.log1p(mean), 4);
      const positions = excesses.flatMap((excess, t) => (excess > 0 ? (t + 0.5) / nFrames : []));
      const position = positions.reduce((sum, each) => sum + each, 0) / positions.length;
      expect(row[2 * fitted.kernels.length + k]).toBeCloseTo(position, 6);
    }
  });

  test("a constant contour activates only kernels with a threshold below 0", () => {
    const { fitted } = fit();
    const row = convolve(new Float32Array(nChannels * 30).fill(2), fitted);
    fitted.thresholds.forEach((threshold, k) => {
      if (Math.abs(threshold) > 1e-3) expect(row[k]).toBe(threshold < 0 ? 1 : 0);
    });
  });

  test("thresholds lie among the training frames: a kernel responds to some of them, but not to all", () => {
    const { recordings, fitted } = fit();
    const rows = recordings.map((contour) => convolve(contour, fitted));
    const nKernels = fitted.kernels.length;
    const mean = (k: number): number => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length;
    const means = Array.from({ length: nKernels }, (_, k) => mean(k));
    expect(Math.min(...means)).toBeGreaterThan(0.02);
    expect(Math.max(...means)).toBeLessThan(0.98);
  });

  test("a recording that is not among the training rows changes nothing in the kernels", () => {
    const { fitted } = fit();
    const thresholds = fitted.thresholds.slice();
    convolve(new Float32Array(nChannels * 20).fill(1e6), fitted);
    expect(fitted.thresholds).toEqual(thresholds);
  });

  test("thresholds come from about two dozen of many recordings, those without a frame left out", () => {
    const recordings = contours(48);
    const { scales } = fit(recordings);
    const thresholdsWith = (index: number, contour: Float32Array): Float32Array =>
      fitConvolutions(recordings.with(index, contour), scales, options).thresholds;
    const { thresholds } = fitConvolutions(recordings, scales, options);
    const loud = recordings[0]!.map((value) => 10 * value);
    expect(thresholdsWith(1, loud)).toEqual(thresholds);
    expect(thresholdsWith(2, loud)).not.toEqual(thresholds);
    expect(thresholdsWith(47, new Float32Array(0))).toEqual(thresholds);
    expect(() => thresholdsWith(2, new Float32Array(7))).toThrow(
      "contour.length: expected a multiple of 5, received 7",
    );
  });

  test("of a few recordings, thresholds come from all of them", () => {
    const { recordings, scales, fitted } = fit();
    const others = recordings.with(1, recordings[1]!.map((value) => 10 * value)); // prettier-ignore
    expect(fitConvolutions(others, scales, options).thresholds).not.toEqual(fitted.thresholds);
  });

  test("a response that equals the threshold is not above it", () => {
    const { scales, fitted } = fit();
    // The means give responses of 0.
    const contour = Float32Array.from({ length: 20 * nChannels }, (_, i) => i % nChannels);
    const means = { ...scales, means: Float64Array.from({ length: nChannels }, (_, c) => c) };
    const row = convolve(contour, { ...fitted, scales: means, thresholds: fitted.thresholds.map(() => 0) });
    expect(new Set(row.subarray(0, 2 * fitted.kernels.length))).toEqual(new Set([0]));
  });

  test("a saved and loaded model gives the same results", () => {
    const { recordings, fitted } = fit();
    const loaded = loadConvolutions(JSON.parse(JSON.stringify(saveConvolutions(fitted))) as never);
    expect(convolve(recordings[3]!, loaded)).toEqual(convolve(recordings[3]!, fitted));
  });

  test("a model whose scales and thresholds do not match its kernels is rejected", () => {
    const saved = saveConvolutions(fit().fitted);
    expect(() => loadConvolutions({ ...saved, deviations: [1, 1] })).toThrow(
      "deviations: expected 5, one a channel, received 2",
    );
    expect(() => loadConvolutions({ ...saved, thresholds: [1] })).toThrow(
      "thresholds: expected 30, one a kernel, received 1",
    );
  });

  test("a model of an earlier version, without the number of values per kernel, has no positions", () => {
    const { recordings, fitted } = fit();
    const { perKernel, ...saved } = saveConvolutions(fitted);
    const earlier = loadConvolutions(JSON.parse(JSON.stringify(saved)) as never);
    const whole = convolve(recordings[3]!, fitted);
    expect(perKernel).toBe(3);
    expect(convolvedColumns(earlier)).toBe(2 * fitted.kernels.length);
    expect(convolve(recordings[3]!, earlier)).toEqual(whole.subarray(0, 2 * fitted.kernels.length));
  });

  test.each([
    ["without a frame above the threshold", 1e9],
    ["with all frames above the threshold", -1e9],
  ])("%s, the position is the middle", (_, threshold) => {
    const { recordings, fitted } = fit();
    const row = convolve(recordings[0]!, { ...fitted, thresholds: fitted.thresholds.map(() => threshold) });
    expect(new Set(row.subarray(2 * fitted.kernels.length))).toEqual(new Set([0.5]));
  });

  test("a recording without a frame is above no threshold, one frame is enough, and a torn frame is rejected", () => {
    const { fitted } = fit();
    const empty = convolve(new Float32Array(0), fitted);
    expect(new Set(empty.subarray(0, 2 * fitted.kernels.length))).toEqual(new Set([0]));
    expect(new Set(empty.subarray(2 * fitted.kernels.length))).toEqual(new Set([0.5]));
    expect(convolve(Float32Array.of(1, 2, 3, 4, 5), fitted).every(Number.isFinite)).toBe(true);
    expect(() => convolve(new Float32Array(7), fitted)).toThrow("contour.length: expected a multiple of 5, received 7");
    expect(() => contourScales([], nChannels)).toThrow('contours: expected at least one frame, received "none"');
  });
});

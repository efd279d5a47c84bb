import { describe, expect, test } from "vitest";
import { hzToMel, melFilterBank } from "../../src/dsp/melFilterBank.js";
import { whisperLogMel } from "../../src/dsp/whisperLogMel.js";
import { noise } from "./signals.js";

function tone(samples: number, frequencyHz: number, amplitude = 0.5): Float32Array {
  return Float32Array.from(
    { length: samples },
    (_, n) => amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / 16_000),
  );
}

describe("Whisper's log-mel spectrogram", () => {
  test("has a row per band and a column every 10 ms", () => {
    const logMel = whisperLogMel(tone(16_000, 440));
    expect(logMel).toMatchObject({ rows: 80, cols: 100 });
    expect(logMel.data.every(Number.isFinite)).toBe(true);
    expect(whisperLogMel(tone(16_159, 440), 128)).toMatchObject({ rows: 128, cols: 100 });
  });

  test.each([300, 1_000, 3_000])("is loudest in the band of a tone of %i Hz", (frequencyHz) => {
    const { rows, cols, data } = whisperLogMel(tone(16_000, frequencyHz));
    const middle = Array.from({ length: rows }, (_, m) => data[m * cols + 50]!);
    const band = middle.indexOf(Math.max(...middle));
    expect(Math.abs(band + 1 - (hzToMel(frequencyHz) * 81) / hzToMel(8_000))).toBeLessThanOrEqual(1);
  });

  test("spans 80 dB below its loudest value, which is two units, whatever the level", () => {
    for (const amplitude of [0.5, 0.05]) {
      const { data } = whisperLogMel(tone(16_000, 1_000, amplitude).fill(0, 8_000));
      expect(Math.max(...data) - Math.min(...data)).toBeCloseTo(2, 10);
    }
    const [loud, quiet] = [0.5, 0.05].map((amplitude) =>
      Math.max(...whisperLogMel(tone(16_000, 1_000, amplitude)).data),
    );
    expect(loud! - quiet!).toBeCloseTo(2 / 4, 6); // a tenth of the amplitude is 20 dB, two decades of power
  });

  // By numpy's FFT and the formulas of whisper/audio.py and librosa.filters.mel, in float64: [band, frame, value].
  test.each<[number, readonly (readonly [number, number, number])[]]>([
    [
      80,
      [
        [0, 0, 0.912913],
        [5, 10, -0.658173],
        [11, 25, 1.327279],
        [21, 10, 1.038876],
        [39, 20, 1.006556],
        [62, 49, 0.973279],
      ],
    ],
    [
      128,
      [
        [0, 0, 0.837154],
        [127, 49, -0.611865],
        [62, 20, 1.045776],
        [91, 40, 1.017206],
      ],
    ],
  ])("of a tone and a chirp in %i bands is what numpy computes", (nMels, expected) => {
    const samples = Float32Array.from(
      { length: 8_000 },
      (_, n) => 0.3 * Math.sin((2 * Math.PI * 440 * n) / 16_000) + 0.1 * Math.sin(1e-4 * n * n),
    );
    const { cols, data } = whisperLogMel(samples, nMels);
    for (const [band, frame, value] of expected) expect(data[band * cols + frame]).toBeCloseTo(value, 5);
  });

  test("of a short signal, mirrored at its ends, is what its definition says", () => {
    const samples = noise(330);
    const mirrored = (n: number): number => samples[n < 0 ? -n : n < 330 ? n : 2 * 329 - n]!;
    const bands = melFilterBank(16_000, 400, 6);
    const energies = [0, 1].map((frame) => {
      const spectrum = Array.from({ length: 201 }, (_, k) => {
        let [re, im] = [0, 0];
        for (let n = 0; n < 400; n++) {
          const value = (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 400)) * mirrored(160 * frame - 200 + n);
          re += value * Math.cos((2 * Math.PI * k * n) / 400);
          im += value * Math.sin((2 * Math.PI * k * n) / 400);
        }
        return re ** 2 + im ** 2;
      });
      return bands.map(({ firstBin, weights }) => weights.reduce((sum, w, i) => sum + w * spectrum[firstBin + i]!, 0));
    });
    const { rows, cols, data } = whisperLogMel(samples, 6);
    expect([rows, cols]).toEqual([6, 2]);
    for (let m = 0; m < 6; m++)
      for (const t of [0, 1]) expect(data[2 * m + t]).toBeCloseTo((Math.log10(energies[t]![m]!) + 4) / 4, 9);
  });

  test("of silence is -1.5: log10(1e-10), plus 4, over 4", () => {
    expect(new Set(whisperLogMel(new Float32Array(1_600)).data)).toEqual(new Set([-1.5]));
  });

  test("needs more samples than half a window", () => {
    expect(() => whisperLogMel(new Float32Array(200))).toThrow("samples.length: expected more than 200");
  });
});

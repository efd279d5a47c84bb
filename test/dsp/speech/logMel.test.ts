import { describe, expect, test } from "vitest";
import { cepstra, melDecibels, melPowers, speechMelBands } from "../../../src/dsp/speech/logMel.js";

describe("mel bands of speech", () => {
  test("are triangles of equal width on HTK's mel scale from 50 to 8,000 Hz, each of weight 1", () => {
    const toMel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
    const edge = (i: number): number => 700 * (10 ** ((toMel(50) + (i * (toMel(8_000) - toMel(50))) / 41) / 2595) - 1);
    const bands = speechMelBands(2_048);
    expect(bands).toHaveLength(40);
    bands.forEach(({ firstBin, weights }, band) => {
      const height = (bin: number): number => {
        const hz = (bin * 16_000) / 2_048;
        const [left, centre, right] = [edge(band), edge(band + 1), edge(band + 2)];
        return Math.max(0, Math.min((hz - left) / (centre - left), (right - hz) / (right - centre)));
      };
      const heights = Array.from({ length: 1_025 }, (_, bin) => height(bin));
      const total = heights.reduce((sum, each) => sum + each, 0);
      expect(firstBin).toBe(heights.findIndex((each) => each > 0));
      expect(weights).toHaveLength(heights.filter((each) => each > 0).length);
      weights.forEach((weight, i) => expect(weight).toBeCloseTo(heights[firstBin + i]! / total, 9));
    });
  });

  test("give the weighted mean power of their bins, row by row, at least -90 dB", () => {
    const bands = [
      { firstBin: 1, weights: Float64Array.of(0.25, 0.75) },
      { firstBin: 0, weights: Float64Array.of(1) },
    ];
    const mel = melPowers({ rows: 2, cols: 3, data: Float64Array.of(1, 4, 8, 0, 0, 4) }, bands);
    expect(mel).toEqual({ rows: 2, cols: 2, data: Float64Array.of(7, 1, 3, 0) });
    const { data } = melDecibels(mel);
    expect(data[0]).toBeCloseTo(10 * Math.log10(7), 6);
    expect(data[3]).toBeCloseTo(-90, 9);
  });

  test("have cepstra that are a tenth of their cosine transform", () => {
    const wave = (k: number): number[] =>
      Array.from({ length: 40 }, (_, band) => Math.cos((Math.PI / 40) * k * (band + 0.5)));
    const { rows, cols, data } = cepstra({ rows: 2, cols: 40, data: Float64Array.from([...wave(3), ...wave(19)]) });
    expect([rows, cols]).toEqual([2, 20]);
    data.forEach((value, i) => expect(value).toBeCloseTo(i === 3 || i === 39 ? Math.sqrt(20) / 10 : 0, 9));
    expect(() => cepstra({ rows: 1, cols: 39, data: new Float64Array(39) })).toThrow(
      "logMel.cols: expected 40, received 39",
    );
  });
});

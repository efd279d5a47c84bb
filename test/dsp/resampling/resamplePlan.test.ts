import { describe, expect, test } from "vitest";
import { kaiserLowPass } from "../../../src/dsp/resampling/kaiserLowPass.js";
import { resamplePlan, type StageSpec } from "../../../src/dsp/resampling/resamplePlan.js";
import { halfBandWeights } from "../../../src/dsp/resampling/halvingStage.js";

function inWords(spec: StageSpec): string {
  switch (spec.kind) {
    case "halving":
      return `halving (${halfBandWeights(spec.attenuationDb).length})`;
    case "block":
      return `${spec.up}/${spec.down} in blocks (${spec.nTaps})`;
    case "polyphase":
      return `${spec.up}/${spec.down} by ${spec.nPhases} phases (${spec.nTaps}), order ${spec.order}`;
  }
}

describe("the stages of a change of rate", () => {
  test.each([
    [48_000, 16_000, "1/3 in blocks (581)"],
    [32_000, 16_000, "1/2 in blocks (389)"],
    [24_000, 16_000, "2/3 in blocks (581)"],
    [16_000, 48_000, "3/1 in blocks (581)"],
    [48_000, 8000, "halving (8), 1/3 in blocks (609)"],
    [44_100, 16_000, "1/1 in blocks (561), 160/441 by 160 phases (12), order 0"],
    [11_025, 16_000, "2/1 in blocks (409), 320/441 by 320 phases (15), order 0"],
    [16_000, 10_000, "10/8 by 10 phases (13), order 0, 1/2 in blocks (409)"],
    [48_000, 1600, "halving (9), halving (9), halving (9), 1/1 in blocks (837), 4/15 by 4 phases (12), order 0"],
    [1600, 16_000, "2/1 in blocks (429), 10/8 by 10 phases (15), order 0, 4/1 in blocks (65)"],
    [44_101, 16_000, "1/1 in blocks (561), 1/2.7563125 by 2048 phases (12), order 1"],
    // These, too, gave libsoxr's samples to the last bit.
    [8_000, 40_000, "5/1 in blocks (965)"],
    [16_000, 64_000, "4/1 in blocks (777)"],
    [16_000, 80_000, "5/1 in blocks (965)"],
    [8_000, 48_000, "3/2 in blocks (609), 4/1 in blocks (105)"],
    [3_000, 16_000, "4/3 in blocks (817), 4/1 in blocks (129)"],
    [1_000, 40_000, "5/1 in blocks (1017), 8/1 in blocks (97)"],
    [1_000, 48_000, "2/1 in blocks (429), 6/2 by 6 phases (15), order 0, 8/1 in blocks (97)"],
    [1_000, 384_000, "2/1 in blocks (429), 6/2 by 6 phases (15), order 0, 64/1 in blocks (769)"],
    [48_000, 30_000, "10/8 by 10 phases (13), order 0, 1/2 in blocks (409)"],
    [48_000, 9_600, "halving (9), 1/1 in blocks (533), 2/5 by 2 phases (14), order 0"],
    [64_000, 16_000, "halving (8), 1/2 in blocks (409)"],
    [
      384_000,
      1_600,
      "halving (9), halving (9), halving (9), halving (9), halving (9), halving (9), 1/1 in blocks (865), 4/15 by 4 phases (12), order 0",
    ],
    [32_000, 22_050, "2/1 in blocks (589), 441/1280 by 441 phases (12), order 0"],
    [1_000, 33_000, "2/1 in blocks (429), 66/32 by 66 phases (15), order 0, 8/1 in blocks (113)"],
    [1_000, 300_000, "2/1 in blocks (429), 150/64 by 150 phases (15), order 0, 64/1 in blocks (769)"],
    [44_100, 44_101, "2/1 in blocks (409), 1/1.9999546495544318 by 2048 phases (15), order 1"],
    [16_000, 15_999, "2/1 in blocks (409), 1/2.000125007812988 by 128 phases (16), order 2"],
    [16_000, 8_001, "1/0.9998750156230471 by 2048 phases (16), order 1, 1/2 in blocks (409)"],
    [16_000, 7_999, "1/1 in blocks (409), 1/2.000250031253907 by 128 phases (16), order 2"],
    [1_003, 48_000, "2/1 in blocks (429), 1/0.3343333333333333 by 2048 phases (15), order 1, 8/1 in blocks (97)"],
    [1_000, 11_025, "2/1 in blocks (429), 882/640 by 882 phases (15), order 0, 4/1 in blocks (65)"],
    [32_776, 16_384, "1/1 in blocks (409), 2048/4097 by 2048 phases (16), order 0"],
    [1, 10_000, "2/1 in blocks (429), 1250/64 by 1250 phases (15), order 0, 256/1 in blocks (2561)"],
  ])("from %i to %i Hz are %s", (from, to, stages) => {
    expect(
      resamplePlan(from / to)
        .map(inWords)
        .join(", "),
    ).toBe(stages);
  });

  test.each([4, 3, 2])("for a ratio that is %i but for rounding are those for the whole number", (ratio) => {
    const nearly = resamplePlan(ratio * (1 - 2 ** -35));
    expect(nearly.map(inWords)).toEqual(resamplePlan(ratio).map(inWords));
  });

  test("multiply to the total ratio", () => {
    for (const from of [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000]) {
      for (const to of [1600, 8000, 16_000, 22_050, 44_100, 48_000]) {
        if (from === to) continue;
        const change = resamplePlan(from / to).reduce(
          (product, spec) => product * (spec.kind === "halving" ? 1 / 2 : spec.up / spec.down),
          1,
        );
        expect(change).toBeCloseTo(to / from, 9);
      }
    }
  });
});

describe("the filter from 48,000 to 16,000 Hz", () => {
  const [spec] = resamplePlan(3) as [StageSpec & { kind: "block" }];
  const taps = kaiserLowPass(spec.lowPass, spec.nTaps);

  /** dB at a frequency in units of the new Nyquist frequency. */
  function gainAt(frequency: number): number {
    const centre = (taps.length - 1) / 2;
    const sum = taps.reduce((total, tap, n) => total + tap * Math.cos(((Math.PI * frequency) / 3) * (n - centre)), 0);
    return 20 * Math.log10(Math.abs(sum));
  }
  const frequencies = (from: number, to: number): number[] =>
    Array.from({ length: 200 }, (_, i) => from + ((to - from) * i) / 199);

  test("is symmetric: its phase is linear and its delay zero", () => {
    expect(taps.toReversed()).toEqual(taps);
  });

  test("is flat to 0.913 of the Nyquist frequency, within 0.01 dB", () => {
    for (const frequency of frequencies(0, 0.91)) expect(Math.abs(gainAt(frequency))).toBeLessThan(0.001);
    expect(Math.abs(gainAt(0.913))).toBeLessThan(0.01);
  });

  test("is 2.9 dB down at 0.95 and 59 dB at 0.99", () => {
    expect(gainAt(0.95)).toBeCloseTo(-2.9, 1);
    expect(gainAt(0.99)).toBeCloseTo(-58.9, 0);
  });

  test("is at least 126 dB down from the Nyquist frequency on", () => {
    for (const frequency of frequencies(1, 3)) expect(gainAt(frequency)).toBeLessThan(-126);
  });
});

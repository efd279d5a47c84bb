import { describe, expect, test } from "vitest";
import { mostProbablePath, pyin, troughProbabilities } from "../../src/dsp/pyin.js";
import { noise, sine } from "./signals.js";

const sampleRate = 4_000;
const settings = { sampleRate, fmin: 100, fmax: 400, nFft: 256, hopLength: 64 };
/** Frames that lie within the signal. */
const inside = (values: ArrayLike<number>): number[] => Array.from(values).slice(3, -3);

/** The distribution function of Beta(2, 18), the prior of YIN's threshold: thresholds are hundredths. */
const priorBelow = (threshold: number): number => 1 - (1 - threshold) ** 18 * (1 + 18 * threshold);

describe("the probability that a trough is the period", () => {
  test("is the prior of the thresholds above it, and a hundredth of the others", () => {
    const above = 1 - priorBelow(0.07);
    expect(troughProbabilities([0.075])[0]).toBeCloseTo(above + 0.01 * (1 - above), 12);
    expect(troughProbabilities([0.001])[0]).toBeCloseTo(1, 12);
    expect(troughProbabilities([1.5])[0]).toBeCloseTo(0.01, 12);
    expect(troughProbabilities([])).toHaveLength(0);
  });

  test("of a trough that is below no threshold is 0 if another is lower", () => {
    for (const heights of [
      [2, 1.5, 1.8],
      [1.5, 2, 1.8],
      [2, 1.8, 1.5],
    ])
      // prettier-ignore
      troughProbabilities(heights).forEach((p, k) => expect(p).toBeCloseTo(heights[k] === 1.5 ? 0.01 : 0, 12));
  });

  test("is divided among troughs below the same thresholds: each gets a share 1 / e² of the one before", () => {
    const [first, second, third] = troughProbabilities([0.002, 0.001, 0.003]);
    expect(second! / first!).toBeCloseTo(Math.exp(-2), 12);
    expect(third! / second!).toBeCloseTo(Math.exp(-2), 12);
    expect(first! + second! + third!).toBeCloseTo(1, 12);
  });
});

describe("the most probable path", () => {
  const [nBins, halfWidth] = [3, 1];
  const states = Array.from({ length: 2 * nBins }, (_, state) => state);

  /** The probability of a step: triangular in the pitch's move, scaled to 1; voicing changes in one of a hundred frames. */
  function stepProbability(from: number, to: number): number {
    const weight = (a: number, b: number): number => Math.max(0, 1 - Math.abs(a - b) / (halfWidth + 1));
    const pitch = from % nBins;
    const all = [0, 1, 2].reduce((sum, bin) => sum + weight(pitch, bin), 0);
    const staysVoiced = from < nBins === to < nBins;
    return (weight(pitch, to % nBins) / all) * (staysVoiced ? 0.99 : 0.01);
  }

  test("through bins is the one with the greatest product of its probabilities", () => {
    const random = noise(4_000, 0.5).map((value) => value + 0.5);
    for (let from = 0; from < random.length; from += 40) expectBest(random.subarray(from, from + 40));
  });

  function expectBest(random: Float32Array): void {
    // Some bins are never observed, and some frames have hardly any voice.
    const observed = [0, 1, 2, 3].map((t) =>
      Float64Array.from({ length: nBins }, (_, bin) => {
        const p = random[3 * t + bin]!;
        return p < 0.3 ? 0 : (p / 3) * (random[20 + t]! < 0.4 ? 0.02 : 1);
      }),
    );
    const voiced = Float64Array.from(observed, (bins) => bins.reduce((sum, p) => sum + p, 0));
    const probability = (path: readonly number[]): number =>
      path.reduce((product, state, t) => {
        const emitted = state < nBins ? observed[t]![state]! : (1 - voiced[t]!) / nBins;
        return product * emitted * (t === 0 ? 1 : stepProbability(path[t - 1]!, state));
      }, 1);
    const paths = states.flatMap((a) => states.flatMap((b) => states.flatMap((c) => states.map((d) => [a, b, c, d]))));
    const best = Math.max(...paths.map(probability));
    const found = mostProbablePath(observed, voiced, nBins, halfWidth);
    expect(found).toHaveLength(4);
    expect(probability(found) / best).toBeCloseTo(1, 9);
  }

  const certainAt = (n: number, bin: number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => (i === bin ? 1 : 0));

  test("moves by at most the width", () => {
    const path = (...bins: number[]): number[] =>
      mostProbablePath(bins.map((bin) => certainAt(3, bin)), Float64Array.from(bins, () => 0.9), 3, 1); // prettier-ignore
    expect(path(0, 1, 2)).toEqual([0, 1, 2]);
    expect(path(0, 2, 2).slice(0, 2)).not.toEqual([0, 2]);
  });

  test("takes no step of a probability below one in ten thousand", () => {
    // From bin 0 by an unvoiced frame to another bin: moving by ten bins and starting to be voiced is too improbable.
    const isVoicedBetween = (bin: number): boolean =>
      mostProbablePath(
        [certainAt(21, 0), new Float64Array(21), certainAt(21, bin)],
        Float64Array.of(1, 0, 1),
        21,
        10,
      )[1]! < 21;
    expect([isVoicedBetween(4), isVoicedBetween(20)]).toEqual([false, true]);
  });
});

describe("pYIN", () => {
  test.each([180, 200, 301.7, 390])("finds a tone of %f Hz to half a semitone, and that it is voiced", (hz) => {
    const { f0, isVoiced, voicedProbability } = pyin(sine(hz, sampleRate, 1_200), settings);
    expect(f0).toHaveLength(1 + Math.floor(1_200 / 64));
    expect(isVoiced).toHaveLength(f0.length);
    for (const value of inside(f0)) {
      expect(Math.abs(12 * Math.log2(value / hz))).toBeLessThan(0.5);
      // Pitches are tenths of a semitone above fmin.
      const bin = 120 * Math.log2(value / 100);
      expect(Math.abs(bin - Math.round(bin))).toBeLessThan(1e-9);
    }
    for (const p of inside(voicedProbability)) {
      expect(p).toBeGreaterThan(0.8);
      expect(p).toBeLessThanOrEqual(1);
    }
  });

  test("tells voiced frames from silence and noise, where the pitch is NaN", () => {
    const samples = new Float32Array(2_400);
    samples.set(sine(180, sampleRate, 1_000));
    samples.set(noise(900), 1_500);
    const { f0, isVoiced, voicedProbability } = pyin(samples, settings);
    // Frames of the tone, of silence and of noise.
    for (let t = 3; t < 13; t++) expect(isVoiced[t]).toBe(true);
    for (let t = 18; t < 21; t++) expect(voicedProbability[t]).toBe(0);
    for (let t = 18; t < 36; t++) expect(isVoiced[t]).toBe(false);
    f0.forEach((value, t) => expect(Number.isNaN(value)).toBe(!isVoiced[t]));
  });

  test("follows a glide, bridging a short gap of unclear periods", () => {
    const at = (n: number): number => 150 + (100 * n) / 2_000;
    let phase = 0;
    const hiss = noise(2_000);
    const samples = Float64Array.from({ length: 2_000 }, (_, n) => {
      phase += (2 * Math.PI * at(n)) / sampleRate;
      return 0.5 * Math.sin(phase) + (Math.abs(n - 1_000) < 60 ? 0.4 : 0.02) * hiss[n]!;
    });
    const { f0, isVoiced } = pyin(samples, settings);
    for (let t = 4; t < 28; t++) {
      expect(isVoiced[t]).toBe(true);
      expect(Math.abs(12 * Math.log2(f0[t]! / at(64 * t)))).toBeLessThan(0.5);
    }
  });

  test("rejects a range that a pitch crosses in one frame", () => {
    expect(() => pyin(sine(200, sampleRate, 500), { ...settings, fmax: 145 })).toThrow(
      "fmax: expected further above fmin: pitch moves more in a frame, received 145",
    );
    // Seven semitones per frame are 71 bins; there are as many from 100 Hz to 70 bins higher.
    expect(() => pyin(sine(120, sampleRate, 500), { ...settings, fmax: 100 * 2 ** (70.5 / 120) })).not.toThrow();
    expect(() => pyin(sine(120, sampleRate, 500), { ...settings, fmax: 100 * 2 ** (69.5 / 120) })).toThrow("fmax");
  });
});

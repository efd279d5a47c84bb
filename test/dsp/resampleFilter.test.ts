import { describe, expect, it } from "vitest";
import {
  phaseWeights,
  type PolyphaseFilter,
  polyphaseFilter,
  type ResampleQuality,
} from "../../src/dsp/resampleFilter.js";
import { ParameterError } from "../../src/shared/errors.js";

const rates = [48_000, 44_100, 32_000, 22_050, 8000, 1600];
const pairs = rates.flatMap((from) => rates.filter((to) => to !== from).map((to): [number, number] => [from, to]));
/** Nothing but an attenuated image or alias may pass from here on: -100 dB. */
const silent = 10 ** (-100 / 20);

/**
 * Gain of all phases together at a frequency in cycles per input sample. The phases interleave to one filter at `up`
 * times the input's rate, whose coefficient for distance d is a sample of the impulse response at d.
 */
function gainAt({ up, nTaps, nPhases, coefficients }: PolyphaseFilter, cyclesPerInput: number): number {
  let re = 0;
  let im = 0;
  for (let row = 0; row < nPhases; row++) {
    const first = row / nPhases + nTaps / 2 - 1;
    const step = 2 * Math.PI * cyclesPerInput;
    let [c, s] = [Math.cos(step * first), Math.sin(step * first)];
    const [stepC, stepS] = [Math.cos(step), Math.sin(step)];
    for (let tap = 0; tap < nTaps; tap++) {
      const h = coefficients[row * nTaps + tap]!;
      re += h * c;
      im += h * s;
      [c, s] = [c * stepC + s * stepS, s * stepC - c * stepS];
    }
  }
  return Math.hypot(re, im) / up;
}

/** The largest deviation from `wanted` at `count` frequencies evenly from `from` to `to`, in lower Nyquist frequencies. */
function worst(filter: PolyphaseFilter, from: number, to: number, wanted: number, count = 60): number {
  const nyquist = Math.min(1, filter.up / filter.down) / 2;
  const deviations = Array.from({ length: count }, (_, i) =>
    Math.abs(gainAt(filter, (from + ((to - from) * i) / (count - 1)) * nyquist) - wanted),
  );
  return Math.max(...deviations);
}

/** Where the response is measured up to: the filter's own Nyquist frequency, but not beyond twelve lower ones. */
function top({ up, down }: PolyphaseFilter): number {
  return Math.min(12, Math.max(up, down));
}

describe.each<[ResampleQuality, number]>([
  ["hq", 0.91],
  ["lq", 0.67],
])("the %s filter", (quality, passband) => {
  it.each(pairs)(
    "from %i to %i Hz is flat in the passband and 100 dB down from the Nyquist frequency on",
    (from, to) => {
      const filter = polyphaseFilter(from, to, quality);
      expect(filter.isExact).toBe(true);
      expect(worst(filter, 0, passband, 1)).toBeLessThan(1e-4);
      expect(worst(filter, 1, Math.min(1.2, top(filter)), 0)).toBeLessThan(silent);
      expect(worst(filter, 1, top(filter), 0)).toBeLessThan(silent);
    },
  );

  it("is half-way down in the middle of the transition", () => {
    const passbandEnd = quality === "hq" ? 0.9136 : 1385 / 2048;
    expect(worst(polyphaseFilter(48_000, 16_000, quality), (1 + passbandEnd) / 2, 1, 0, 2)).toBeCloseTo(0.5, 3);
  });

  it("is symmetric, so its phase is linear and its delay none", () => {
    const { nTaps, coefficients } = polyphaseFilter(48_000, 16_000, quality);
    const centre = nTaps / 2 - 1;
    for (let d = 1; d < centre; d++) expect(coefficients[centre - d]).toBeCloseTo(coefficients[centre + d]!, 14);
  });
});

describe("a filter with too many phases to keep", () => {
  it("keeps fewer and interpolates between them", () => {
    const filter = polyphaseFilter(44_101, 16_000, "hq");
    expect(filter.isExact).toBe(false);
    expect(filter.coefficients.length).toBe((filter.nPhases + 3) * filter.nTaps);
    expect(filter.coefficients.length).toBeLessThan(2 ** 18);
  });

  it("has weights that sum to 1 and single out a phase that is met exactly", () => {
    expect(phaseWeights(0)).toEqual([-0, 1, 0, -0].map((weight) => expect.closeTo(weight, 15) as number));
    expect(phaseWeights(0.3).reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 14);
  });
});

describe("rates", () => {
  it.each([0, -1, 44_100.5, NaN])("of %d Hz are refused", (rate) => {
    expect(() => polyphaseFilter(rate, 16_000, "hq")).toThrow(ParameterError);
    expect(() => polyphaseFilter(16_000, rate, "hq")).toThrow(ParameterError);
  });
});

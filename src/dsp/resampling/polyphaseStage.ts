import { sumOfLanes } from "./halvingStage.js";
import { kaiserLowPass } from "./kaiserLowPass.js";
import type { PolyphaseSpec } from "./resamplePlan.js";
import type { Span, Stage } from "./stage.js";

const f = Math.fround;

/**
 * Short filters, one for each of `nPhases` positions between two samples:
 *
 *     input        n-1       n         n+1       n+2
 *     ..............|.........|.........|.........|....
 *     output                      ^ position = n + phase / nPhases
 *     weights      [0 ...  before ...   | after ... stride-1]
 */
export interface PolyphaseFilter {
  readonly up: number;
  readonly down: number;
  readonly nPhases: number;
  /** weights per phase, padded to a multiple of 4 with leading zeros */
  readonly stride: number;
  /** number of weighted inputs before the one that an output follows */
  readonly before: number;
  /** position of the first output, in inputs: 0, or 0.5 if the number of weights is odd */
  readonly origin: number;
  readonly order: 0 | 1 | 2;
  /** coefficients of polynomials in the distance from a phase, constants first, shape [order + 1][nPhases, stride] */
  readonly weights: readonly Float32Array[];
}

export function createPolyphaseFilter({ up, down, lowPass, nTaps, nPhases, order }: PolyphaseSpec): PolyphaseFilter {
  const h = kaiserLowPass(lowPass, nTaps * nPhases - 1);
  const stride = 4 * Math.ceil(nTaps / 4);
  const weights = Array.from({ length: order + 1 }, () => new Float32Array(nPhases * stride));
  for (let tap = 0; tap < nTaps; tap++) {
    for (let phase = 0; phase < nPhases; phase++) {
      const k = tap * nPhases + phase - 1;
      const at = phase * stride + stride - 1 - tap;
      for (const [power, coefficient] of polynomial(order, h[k] ?? 0, h[k + 1] ?? 0, h[k + 2] ?? 0).entries())
        weights[power]![at] = coefficient;
    }
  }
  const before = ((nTaps - 1) >> 1) + stride - nTaps;
  return { up, down, nPhases, stride, before, origin: (nTaps % 2) / 2, order, weights };
}

/** Coefficients of the polynomial through f0 at 0, f1 at 1 and, for order 2, f2 at 2; the constant first. */
function polynomial(order: 0 | 1 | 2, f0: number, f1: number, f2: number): number[] {
  switch (order) {
    case 0:
      return [f0];
    case 1:
      return [f0, f1 - f0];
    case 2: {
      const square = 0.5 * (f2 + f0) - f1;
      return [f0, f1 - square - f0, square];
    }
  }
}

/** A position in inputs as soxr's clock counts it: a whole number and units of 2^-32. */
interface Clock {
  whole: number;
  fraction: number;
}

const turn = 2 ** 32;

/**
 * The position of output m. It is exact: phases are whole numbers, and interpolated positions are rounded once, to
 * 2^-32.
 */
export function clockAt({ up, down, order, origin }: PolyphaseFilter, m: number): Clock {
  if (order === 0) {
    const at = origin * up + m * down;
    return { whole: Math.floor(at / up), fraction: at % up };
  }
  const at = BigInt(Math.floor(origin * turn + 0.5)) + BigInt(m) * BigInt(Math.floor(down * turn + 0.5));
  return { whole: Number(at >> 32n), fraction: Number(at & 0xffff_ffffn) };
}

export function polyphaseInputs(filter: PolyphaseFilter, { first, end }: Span): Span {
  return {
    first: clockAt(filter, first).whole - filter.before,
    end: clockAt(filter, end - 1).whole - filter.before + filter.stride,
  };
}

/** The filter as a stage in plain TypeScript, rounded as soxr rounds, in vectors of four products. */
export function createPolyphaseStage(filter: PolyphaseFilter): Stage {
  const { nPhases, stride, before, order, weights } = filter;
  const lanes = new Float32Array(4);

  /** @param x position between the phase and the next, 0 to 1 */
  function output(input: Float32Array, start: number, phase: number, x: number): number {
    const [constant, linear, square] = weights as [Float32Array, Float32Array?, Float32Array?];
    lanes.fill(0);
    for (let tap = 0, at = phase * stride; tap < stride; tap++, at++) {
      let weight = constant[at]!;
      if (order === 1) weight = f(f(linear![at]! * x) + weight);
      else if (order === 2) weight = f(f(f(f(square![at]! * x) + linear![at]!) * x) + weight);
      lanes[tap & 3] = lanes[tap & 3]! + f(input[start + tap]! * weight);
    }
    return sumOfLanes(lanes);
  }

  return {
    inputSpan: (outputs) => polyphaseInputs(filter, outputs),
    run(input, outputs, result) {
      const firstInput = polyphaseInputs(filter, outputs).first;
      for (let m = outputs.first; m < outputs.end; m++) {
        const { whole, fraction } = clockAt(filter, m);
        const position = order === 0 ? fraction : (fraction * nPhases) / turn;
        const phase = Math.floor(position);
        result[m - outputs.first] = output(input, whole - before - firstInput, phase, f(position - phase));
      }
    },
  };
}

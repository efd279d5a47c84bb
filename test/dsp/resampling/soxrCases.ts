import { createHash } from "node:crypto";
import { computedLength, resample } from "../../../src/dsp/resampling/resample.js";

/** Rates in Hz, from and to, that together take every kind of stage and every way through a block. */
export const ratePairs: readonly (readonly [number, number])[] = [
  [48_000, 16_000],
  [44_100, 16_000],
  [32_000, 16_000],
  [24_000, 16_000],
  [22_050, 16_000],
  [11_025, 16_000],
  [8000, 16_000],
  [48_000, 22_050],
  [48_000, 8000],
  [96_000, 16_000],
  [192_000, 16_000],
  [48_000, 1600],
  [16_000, 48_000],
  [12_000, 16_000],
  [16_000, 12_000],
  [16_000, 10_000],
  [48_000, 44_100],
  [44_100, 48_000],
  [1600, 16_000],
  [8000, 44_100],
  [44_101, 16_000],
  [16_000, 44_101],
  [16_000, 9973],
  [16_000, 15_999],
  [16_000, 7999],
  [8000, 40_000],
  [48_000, 9600],
];

/**
 * Noise at full scale, silence, a click, silence, a slope: without libraries' sines, so that it is the same everywhere.
 * Long enough for several blocks.
 */
export function roughSignal(fromRate: number, toRate: number): Float32Array {
  const length = Math.ceil(6000 * Math.max(1, fromRate / toRate));
  const quarter = Math.floor(length / 4);
  return Float32Array.from({ length }, (_, n) => {
    if (n < quarter) return ((n * 7919) % 1000) / 500 - 1;
    if (n < 3 * quarter) return n === 2 * quarter ? 0.5 : 0;
    return (n - 3 * quarter) / length;
  });
}

/** As soxr returns it: without the zero that librosa may add. */
export function resampled(samples: Float32Array, from: number, to: number): Float32Array {
  return resample(samples, from, to).subarray(0, computedLength(samples.length, from, to));
}

/** The parts of a signal stored in the frozen reference. */
export interface Frozen {
  readonly from: number;
  readonly to: number;
  readonly length: number;
  /** eight samples from a third of the length on, printed with all digits */
  readonly samples: number[];
  /** of all of them as little-endian float32, -0 as 0 */
  readonly sha256: string;
}

export function freeze(from: number, to: number, result: Float32Array): Frozen {
  const bytes = new DataView(new ArrayBuffer(4 * result.length));
  for (const [i, value] of result.entries()) bytes.setFloat32(4 * i, value + 0, true);
  const start = Math.floor(result.length / 3);
  return {
    from,
    to,
    length: result.length,
    samples: [...result.subarray(start, start + 8)],
    sha256: createHash("sha256").update(new Uint8Array(bytes.buffer)).digest("hex"),
  };
}

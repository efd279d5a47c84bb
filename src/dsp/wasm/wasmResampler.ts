import { isBlockDecimation } from "../blockDecimation.js";
import { cached } from "../cache.js";
import type { SampleSource } from "../featureBackend.js";
import { computedLength } from "../resample.js";
import { type PolyphaseFilter, polyphaseFilter, type ResampleQuality } from "../resampleFilter.js";
import { createWasmDecimator, type WasmDecimator } from "./wasmDecimator.js";
import { createWasmInput } from "./wasmInput.js";
import type { WasmKernels } from "./wasmKernels.js";

/** Pairs of rates whose filters are kept: 1 MB each at most. */
const filtersKept = 8;

/** A filter as the kernels want it: phases in float32, each padded with zeros to whole vectors. */
interface LoadableFilter extends PolyphaseFilter {
  readonly stride: number;
  readonly padded: Float32Array;
}

/** Writes stretches of a source, at another rate, into the kernels' sample buffer. */
export interface WasmResampler {
  /**
   * @param first  first sample wanted, at the new rate, at least 0
   * @param end    one beyond the last, within the resampled signal
   * @param target where the first goes: samples after the margin
   */
  fill(source: SampleSource, toRate: number, first: number, end: number, target: number): void;
}

export function createWasmResampler(kernels: WasmKernels, quality: ResampleQuality): WasmResampler {
  const { buffer } = kernels.memory;
  const inputCapacity = kernels.inputCapacity.value;
  const input = createWasmInput(kernels);
  const coefficients = new Float32Array(buffer, kernels.coefficients.value, kernels.coefficientCapacity.value);
  const samples = new Float32Array(buffer, kernels.samples.value);
  const margin = kernels.margin.value;

  const filterOf = cached(filtersKept, (rates: string): LoadableFilter => {
    const [fromRate, toRate] = rates.split(" ").map(Number) as [number, number];
    return loadable(polyphaseFilter(fromRate, toRate, quality));
  });
  let loaded: LoadableFilter | undefined;
  let decimator: WasmDecimator | undefined;

  function load(fromRate: number, toRate: number): LoadableFilter {
    const filter = filterOf(`${fromRate} ${toRate}`);
    if (filter !== loaded) coefficients.set(filter.padded);
    loaded = filter;
    return filter;
  }

  /** Outputs first .. end-1, where `input` has room for all that they depend on. */
  function resamplePiece(source: SampleSource, filter: LoadableFilter, first: number, end: number, target: number) {
    const { up, down, nTaps, nPhases, stride, isExact } = filter;
    const start = Math.floor((first * down) / up) - nTaps / 2 + 1;
    const inputEnd = Math.floor(((end - 1) * down) / up) - nTaps / 2 + 1 + stride;
    input.load(source, start, kernels.input.value, inputEnd - start);
    const phase = (first * down) % up;
    if (isExact) kernels.resampleExact(target, end - first, 0, phase, up, down, stride);
    else kernels.resampleInterpolated(target, end - first, 0, phase / up, down / up, nPhases, stride);
  }

  return {
    fill(source, toRate, first, end, target) {
      if (source.sampleRate === toRate) {
        input.load(source, first, kernels.samples.value + 4 * (margin + target), end - first);
        return;
      }
      const filter = load(source.sampleRate, toRate);
      const { up, down, stride } = filter;
      const nComputed = computedLength(source.frames, source.sampleRate, toRate);
      const to = Math.min(end, nComputed);
      if (isBlockDecimation(filter, quality)) {
        decimator ??= createWasmDecimator(kernels, input, filter);
        decimator.fill(source, first, to, target);
      } else {
        const piece = Math.floor(((inputCapacity - stride - 4) * up) / down);
        for (let m = first; m < to; m += piece)
          resamplePiece(source, filter, m, Math.min(to, m + piece), target + m - first);
      }
      const origin = margin + target - first;
      if (end > nComputed) samples.fill(0, origin + nComputed, origin + end);
    },
  };
}

function loadable(filter: PolyphaseFilter): LoadableFilter {
  const { nTaps, coefficients } = filter;
  const stride = 4 * Math.ceil(nTaps / 4);
  const nRows = coefficients.length / nTaps;
  const padded = new Float32Array(nRows * stride);
  for (let row = 0; row < nRows; row++) padded.set(coefficients.subarray(row * nTaps, (row + 1) * nTaps), row * stride);
  return { ...filter, stride, padded };
}

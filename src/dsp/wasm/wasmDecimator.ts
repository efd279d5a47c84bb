import { type BlockDecimation, createBlockDecimation } from "../blockDecimation.js";
import type { SampleSource } from "../featureBackend.js";
import type { PolyphaseFilter } from "../resampleFilter.js";
import type { WasmInput } from "./wasmInput.js";
import type { WasmKernels } from "./wasmKernels.js";

/** Bins of a vector. */
const lanes = 4;

/** Writes stretches of a source, decimated in blocks, into the kernels' sample buffer. */
export interface WasmDecimator {
  /**
   * Computes the outputs first .. end - 1 and whatever else is in their blocks: at most a block's outputs to either side.
   *
   * @param target where output `first` goes: samples after the margin
   */
  fill(source: SampleSource, first: number, end: number, target: number): void;
}

/** @param filter one for which isBlockDecimation holds */
export function createWasmDecimator(kernels: WasmKernels, input: WasmInput, filter: PolyphaseFilter): WasmDecimator {
  const decimation = createBlockDecimation(filter);
  const { lead, hop, down } = decimation;
  loadTables(kernels, decimation);
  const outputs = hop / down;
  const most = Math.floor((kernels.inputCapacity.value - 2 * lead) / hop);
  return {
    fill(source, first, end, target) {
      const endBlock = Math.ceil(end / outputs);
      for (let block = Math.floor(first / outputs); block < endBlock; block += most) {
        const count = Math.min(most, endBlock - block);
        input.load(source, block * hop - lead, kernels.input.value, count * hop + 2 * lead);
        kernels.decimateBlocks(target + block * outputs - first, count, hop);
      }
    },
  };
}

/** Lays the tables out as assembly/decimate.ts reads them. */
function loadTables(kernels: WasmKernels, { fft, response }: BlockDecimation): void {
  const { buffer } = kernels.memory;
  const table = (address: number, values: readonly number[]): void =>
    new Float32Array(buffer, address, values.length).set(values);
  const inner = fft.passes.slice(0, -1);
  const last = fft.passes.at(-1)!;
  table(
    kernels.passTwiddles.value,
    inner.flatMap(({ twiddles }) => [...twiddles]),
  );

  const groups = Array.from({ length: last.length / 2 / lanes }, (_, group) => group * lanes);
  const bins = Array.from({ length: lanes }, (_, lane) => lane);
  table(
    kernels.joinTwiddles.value,
    groups.flatMap((first) =>
      [0, 1, 2, 3, 4, 5].flatMap((column) => bins.map((bin) => last.twiddles[6 * (first + bin) + column]!)),
    ),
  );

  const { length } = last;
  const response4 = (binOf: (bin: number) => number, first: number): number[] =>
    [0, 1].flatMap((part) => bins.map((bin) => response[2 * binOf(first + bin) + part] ?? 0));
  table(
    kernels.groupedResponse.value,
    groups.flatMap((first) => [
      ...response4((bin) => bin, first),
      ...response4((bin) => length - bin, first),
      ...response4((bin) => length + bin, first),
      ...response4((bin) => 2 * length - bin, first),
    ]),
  );
  const quarters = [length, 2 * length, 3 * length].flatMap((at) => [response[at]!, response[at + 1]!]);
  table(kernels.edgeResponse.value, [response[0]!, response[1]!, ...quarters]);
}

import { type BlockFilter, blockInputs, blocksOf, createBlockFilter } from "../resampling/blockStage.js";
import { halfBandWeights } from "../resampling/halvingStage.js";
import {
  clockAt,
  createPolyphaseFilter,
  polyphaseInputs,
  type PolyphaseFilter,
} from "../resampling/polyphaseStage.js";
import { createStage } from "../resampling/resample.js";
import type { BlockSpec, HalvingSpec, PolyphaseSpec, StageSpec } from "../resampling/resamplePlan.js";
import type { Span, Stage } from "../resampling/stage.js";
import type { WasmKernels } from "./wasmKernels.js";

/** Bins per vector. */
const lanes = 4;

/** A stage that works in the kernels' memory. */
export interface WasmStage {
  inputSpan(outputs: Span): Span;
  /** Copies the stage's tables to where the kernels read them, replacing those of another stage. */
  load(): void;
  /**
   * @param from address of the first sample of `inputSpan(outputs)`
   * @param to   address of the first output; up to a block's outputs to either side are overwritten
   */
  run(from: number, outputs: Span, to: number): void;
}

/**
 * A stage computed by the kernels or, where they lack it, by the plain functions on the kernels' memory. Both give the
 * same samples.
 */
export function createWasmStage(kernels: WasmKernels, spec: StageSpec): WasmStage {
  switch (spec.kind) {
    case "halving":
      return halvingStage(kernels, spec);
    case "block":
      return blockStage(kernels, spec);
    case "polyphase":
      return polyphaseStage(kernels, spec);
  }
}

function plainStage({ memory }: WasmKernels, stage: Stage): WasmStage {
  const floats = new Float32Array(memory.buffer);
  return {
    inputSpan: (outputs) => stage.inputSpan(outputs),
    load: () => undefined,
    run(from, outputs, to) {
      const { first, end } = stage.inputSpan(outputs);
      const input = floats.subarray(from / 4, from / 4 + end - first);
      stage.run(input, outputs, floats.subarray(to / 4, to / 4 + outputs.end - outputs.first));
    },
  };
}

function halvingStage(kernels: WasmKernels, spec: HalvingSpec): WasmStage {
  const weights = halfBandWeights(spec.attenuationDb);
  const plain = createStage(spec);
  return {
    inputSpan: (outputs) => plain.inputSpan(outputs),
    load: () => new Float32Array(kernels.memory.buffer, kernels.halfBandWeights.value, weights.length).set(weights),
    run(from, { first, end }, to) {
      kernels.halve(from + 4 * 2 * weights.length, to, end - first, weights.length);
    },
  };
}

function polyphaseStage(kernels: WasmKernels, spec: PolyphaseSpec): WasmStage {
  if (spec.order !== 0) return plainStage(kernels, createStage(spec));
  const filter: PolyphaseFilter = createPolyphaseFilter(spec);
  const { up, down, stride } = filter;
  const weights = filter.weights[0]!;
  return {
    inputSpan: (outputs) => polyphaseInputs(filter, outputs),
    load: () => new Float32Array(kernels.memory.buffer, kernels.phaseWeights.value, weights.length).set(weights),
    run(from, { first, end }, to) {
      kernels.usePhases(from, to, end - first, clockAt(filter, first).fraction, up, down, stride);
    },
  };
}

function blockStage(kernels: WasmKernels, spec: BlockSpec): WasmStage {
  const isByKernel = spec.up === 1 && (spec.down === 1 || spec.down === 3);
  if (!isByKernel) return plainStage(kernels, createStage(spec));
  const filter = createBlockFilter(spec);
  const { nFft, hop, down } = filter;
  if (nFft > kernels.longestBlock.value) return plainStage(kernels, createStage(spec));
  const tables = blockTables(kernels, filter);
  return {
    inputSpan: (outputs) => blockInputs(filter, outputs),
    load() {
      for (const { address, values } of tables)
        new Float32Array(kernels.memory.buffer, address, values.length).set(values);
    },
    run(from, outputs, to) {
      const blocks = blocksOf(filter, outputs);
      const first = Math.ceil((blocks.first * hop) / down);
      const offset = first * down - blocks.first * hop;
      kernels.filterBlocks(from, to + 4 * (first - outputs.first), blocks.end - blocks.first, nFft, hop, down, offset);
    },
  };
}

interface Table {
  readonly address: number;
  readonly values: Float32Array;
}

/** The tables of a block filter as assembly/blocks.ts reads them. */
function blockTables(kernels: WasmKernels, { fft, response }: BlockFilter): Table[] {
  const last = fft.passes.at(-1)!;
  const { length } = last;
  const groups = Array.from({ length: length / 2 / lanes }, (_, group) => group * lanes);
  const bins = Array.from({ length: lanes }, (_, lane) => lane);

  const passes = fft.passes.slice(0, -1).flatMap(({ twiddles }) => [...twiddles]);
  const join = groups.flatMap((first) =>
    [0, 1, 2, 3, 4, 5].flatMap((column) => bins.map((bin) => last.twiddles[6 * (first + bin) + column]!)),
  );
  const four = (binOf: (bin: number) => number, first: number): number[] =>
    [0, 1].flatMap((part) => bins.map((bin) => response[2 * binOf(first + bin) + part] ?? 0));
  const grouped = groups.flatMap((first) => [
    ...four((bin) => bin, first),
    ...four((bin) => length - bin, first),
    ...four((bin) => length + bin, first),
    ...four((bin) => 2 * length - bin, first),
  ]);
  const quarters = [length, 2 * length, 3 * length].flatMap((at) => [response[at]!, response[at + 1]!]);
  const tables: [number, number[]][] = [
    [kernels.passTwiddles.value, passes],
    [kernels.joinTwiddles.value, join],
    [kernels.groupedResponse.value, grouped],
    [kernels.edgeResponse.value, [response[0]!, response[1]!, ...quarters]],
  ];
  return tables.map(([address, values]) => ({ address, values: Float32Array.from(values) }));
}

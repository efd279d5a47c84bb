import { cached } from "../cache.js";
import { chromaFilterBank } from "../chromaFilterBank.js";
import { melFilterBank } from "../melFilterBank.js";
import type { WasmKernels } from "./wasmKernels.js";

const nFft = 2048;
const nMels = 128;
/** Cached mel banks, 20 kB each. */
const melBanksKept = 16;
/** Cached chroma banks, 49 kB each: enough for the hundred tunings of two sample rates. */
const chromaBanksKept = 200;

/** The filter banks that the kernels apply, loaded on demand. */
export interface WasmTables {
  loadMelBands(sampleRate: number): void;
  loadChromaFilters(sampleRate: number, tuning: number): void;
}

export function createWasmTables(kernels: WasmKernels): WasmTables {
  const { buffer } = kernels.memory;
  const firstBins = new Int32Array(buffer, kernels.melFirstBins.value, nMels);
  const vectors = new Int32Array(buffer, kernels.melVectors.value, nMels);
  const weights = new Float32Array(buffer, kernels.melWeights.value, kernels.melWeightCapacity.value);
  const rowLength = kernels.rowLength.value;
  const chroma = new Float32Array(buffer, kernels.chromaFilters.value, 12 * rowLength);

  const melBandsOf = cached(melBanksKept, packedMelBands);
  const chromaFiltersOf = cached(chromaBanksKept, (key: string) => {
    const [sampleRate, tuning] = key.split(" ").map(Number) as [number, number];
    return packedChromaFilters(sampleRate, tuning, rowLength);
  });
  let loadedRate: number | undefined;
  let loadedChroma: string | undefined;

  return {
    loadMelBands(sampleRate) {
      if (sampleRate === loadedRate) return;
      const bands = melBandsOf(sampleRate);
      firstBins.set(bands.firstBins);
      vectors.set(bands.vectors);
      weights.set(bands.weights);
      loadedRate = sampleRate;
    },
    loadChromaFilters(sampleRate, tuning) {
      const key = `${sampleRate} ${tuning}`;
      if (key === loadedChroma) return;
      chroma.set(chromaFiltersOf(key));
      loadedChroma = key;
    },
  };
}

interface PackedMelBands {
  readonly firstBins: Int32Array;
  /** number of vectors of four weights in each band */
  readonly vectors: Int32Array;
  /** all bands' weights, each band padded with zeros to whole vectors */
  readonly weights: Float32Array;
}

function packedMelBands(sampleRate: number): PackedMelBands {
  const bands = melFilterBank(sampleRate, nFft, nMels);
  const vectors = Int32Array.from(bands, ({ weights }) => Math.ceil(weights.length / 4));
  const weights = new Float32Array(4 * vectors.reduce((total, count) => total + count, 0));
  let at = 0;
  for (const [m, band] of bands.entries()) {
    weights.set(band.weights, at);
    at += 4 * vectors[m]!;
  }
  return { firstBins: Int32Array.from(bands, ({ firstBin }) => firstBin), vectors, weights };
}

function packedChromaFilters(sampleRate: number, tuning: number, rowLength: number): Float32Array {
  const { rows, cols, data } = chromaFilterBank(sampleRate, nFft, tuning);
  const packed = new Float32Array(rows * rowLength);
  for (let c = 0; c < rows; c++) packed.set(data.subarray(c * cols, (c + 1) * cols), c * rowLength);
  return packed;
}

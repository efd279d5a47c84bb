import { row, zeros } from "../../shared/matrix.js";
import { type BackendFeatures, type FeatureBackend, type SampleSource, sourceOf } from "../featureBackend.js";
import { descriptorSize, frameDescriptors, type FrameDescriptorName, nFrameValues } from "../frameDescriptors.js";
import type { FrameFeatures } from "../featureVector.js";
import { centredFrames, defaultHopLength } from "../frames.js";
import { dctBasis } from "../mfcc.js";
import { topDb } from "../powerToDb.js";
import { requireRates, resampledLength } from "../resampling/resample.js";
import { analyseSpeech, type SpeechAnalysis } from "../speech/speechAnalysis.js";
import { speechRate } from "../speech/speechFrames.js";
import { tonnetzBasis } from "../tonnetz.js";
import { peakBins, type SpectralPeaks, tuningOfPeaks } from "../tuning.js";
import type { WasmKernels } from "./wasmKernels.js";
import { createWasmResampler } from "./wasmResampler.js";
import { createWasmSpeech } from "./wasmSpeech.js";
import { createWasmTables } from "./wasmTables.js";

const nMels = descriptorSize("mel");
const nMfcc = descriptorSize("mfcc");
const nChroma = descriptorSize("chroma");

/** Samples at 16 kHz of half a minute: allocating a buffer for each recording would take longer than filling it. */
const scratchLength = 1 << 19;

/** A range of frames that fits the kernels' buffers. */
interface FrameRange {
  readonly firstFrame: number;
  readonly nFrames: number;
}

/**
 * Computes the feature vector with the WebAssembly kernels: featureVector's numbers to float32 precision, many times faster.
 *
 * A recording is analysed in two passes over blocks of frames: first descriptors that need no knowledge of the whole,
 * then chroma, which needs the tuning, and log-mel energies, which need the maximum. A recording that fits in one block
 * keeps its spectra between the passes; for a longer one they are computed again, so that memory does not grow with its
 * length.
 *
 * @param kernels an instance of assembly/dsp.ts for exclusive use
 */
export function createWasmBackend(kernels: WasmKernels): FeatureBackend {
  const resampler = createWasmResampler(kernels);
  const tables = createWasmTables(kernels);
  const stages = createWasmSpeech(kernels);
  const scratch = new Float64Array(scratchLength);
  const { buffer } = kernels.memory;
  const floats = new Float32Array(buffer);
  const sums = {
    mel: new Float64Array(buffer, kernels.melSums.value, nMels),
    logMel: new Float64Array(buffer, kernels.logMelSums.value, nMels),
    chroma: new Float64Array(buffer, kernels.chromaSums.value, nChroma),
    chromaShare: new Float64Array(buffer, kernels.chromaShareSums.value, nChroma),
  };
  const dct = dctBasis(nMfcc, nMels);
  const tonal = tonnetzBasis(nChroma);

  /** Fills the sample buffer for a block of frames, with zeros around the signal, and computes their spectra. */
  function computeSpectra(source: SampleSource, toRate: number, nSamples: number, range: FrameRange): number {
    const { hopLength, nFft, firstStart } = centredFrames(nSamples);
    const start = firstStart + range.firstFrame * hopLength;
    const end = start + (range.nFrames - 1) * hopLength + nFft;
    const zero = kernels.samples.value / 4 + kernels.margin.value;
    const first = Math.max(0, start);
    const last = Math.min(nSamples, end);
    resampler.fill(source, toRate, first, last, first - start);
    floats.fill(0, zero, zero + first - start);
    floats.fill(0, zero + last - start, zero + end - start);
    kernels.spectra(range.nFrames);
    return start;
  }

  function featuresOf(source: SampleSource, toRate: number): BackendFeatures {
    requireRates(source.sampleRate, toRate);
    const nSamples = resampledLength(source.frames, source.sampleRate, toRate);
    const { nFft, nFrames } = centredFrames(nSamples);
    const { firstBin, endBin } = peakBins(toRate, nFft);
    const ranges = frameRanges(nFrames, kernels.maxFrames.value);
    const isLong = ranges.length > 1;
    tables.loadMelBands(toRate);
    kernels.reset();

    const peaks: SpectralPeaks[] = [];
    for (const range of ranges) {
      const start = computeSpectra(source, toRate, nSamples, range);
      kernels.describe(range.nFrames, toRate / nFft, firstBin, endBin);
      kernels.addCrossings(range.nFrames, -start, nSamples - start);
      // Allocating memory for thousands of peaks takes longer than the tuning, so they are copied only if another block follows.
      peaks.push(isLong ? copyOf(takePeaks()) : takePeaks());
    }
    const tuning = tuningOfPeaks(joined(peaks));
    tables.loadChromaFilters(toRate, tuning);
    const floorDb = kernels.loudestDb.value - topDb;
    for (const range of ranges) {
      if (isLong) {
        computeSpectra(source, toRate, nSamples, range);
        kernels.describeMel(range.nFrames);
      }
      kernels.addChroma(range.nFrames);
      kernels.sumLogMel(range.nFrames, floorDb);
    }
    return { samples: nSamples, features: means(nFrames, nFft), tuning };
  }

  /**
   * The descriptors frame by frame, with the same kernels: each frame is a block whose sums are its values. Every
   * spectrum is computed twice, which is acceptable for drawing a single recording.
   */
  function framesOf(source: SampleSource, toRate: number): FrameFeatures {
    requireRates(source.sampleRate, toRate);
    const nSamples = resampledLength(source.frames, source.sampleRate, toRate);
    const { nFft, nFrames } = centredFrames(nSamples);
    const { firstBin, endBin } = peakBins(toRate, nFft);
    const frames = {
      chroma: zeros(nFrames, nChroma),
      mfcc: zeros(nFrames, nMfcc),
      zeroCrossingRate: zeros(nFrames, 1),
      mel: zeros(nFrames, nMels),
      centroid: zeros(nFrames, 1),
      tonnetz: zeros(nFrames, tonal.rows),
    };
    tables.loadMelBands(toRate);

    const peaks: SpectralPeaks[] = [];
    let loudestDb = -Infinity;
    for (let t = 0; t < nFrames; t++) {
      kernels.reset();
      const start = computeSpectra(source, toRate, nSamples, { firstFrame: t, nFrames: 1 });
      kernels.describe(1, toRate / nFft, firstBin, endBin);
      kernels.addCrossings(1, -start, nSamples - start);
      peaks.push(copyOf(takePeaks()));
      loudestDb = Math.max(loudestDb, kernels.loudestDb.value);
      row(frames.mel, t).set(sums.mel);
      frames.centroid.data[t] = kernels.centroidSum.value;
      frames.zeroCrossingRate.data[t] = kernels.crossings.value / nFft;
    }
    const tuning = tuningOfPeaks(joined(peaks));
    tables.loadChromaFilters(toRate, tuning);
    for (let t = 0; t < nFrames; t++) {
      kernels.reset();
      computeSpectra(source, toRate, nSamples, { firstFrame: t, nFrames: 1 });
      kernels.describeMel(1);
      kernels.addChroma(1);
      kernels.sumLogMel(1, loudestDb - topDb);
      row(frames.chroma, t).set(sums.chroma);
      row(frames.mfcc, t).set(product(dct.data, sums.logMel));
      row(frames.tonnetz, t).set(product(tonal.data, sums.chromaShare));
    }
    return { tuning, ...frames };
  }

  /** The peaks of the current block, as views of the kernels' memory that the next block overwrites. */
  function takePeaks(): SpectralPeaks {
    const count = kernels.nPeaks.value;
    const view = (address: number): Float32Array => floats.subarray(address / 4, address / 4 + count);
    const taken = {
      frequenciesHz: view(kernels.peakFrequencies.value),
      magnitudes: view(kernels.peakMagnitudes.value),
    };
    kernels.clearPeaks();
    return taken;
  }

  /** MFCC and tonnetz are linear in what is averaged, so they are computed from the averages. */
  function means(nFrames: number, nFft: number): Float64Array {
    const totals: Readonly<Record<FrameDescriptorName, ArrayLike<number>>> = {
      chroma: sums.chroma,
      mfcc: product(dct.data, sums.logMel),
      zeroCrossingRate: [kernels.crossings.value / nFft],
      mel: sums.mel,
      centroid: [kernels.centroidSum.value],
      tonnetz: product(tonal.data, sums.chromaShare),
    };
    const result = new Float64Array(nFrameValues);
    let at = 0;
    for (const { name, size } of frameDescriptors) {
      result.set(totals[name], at);
      at += size;
    }
    for (let i = 0; i < result.length; i++) result[i]! /= nFrames;
    return result;
  }

  /** The signal at 16 kHz, resampled range by range, then analysed with the kernels' stages. */
  function speechOf(source: SampleSource): SpeechAnalysis {
    requireRates(source.sampleRate, speechRate);
    const nSamples = resampledLength(source.frames, source.sampleRate, speechRate);
    const samples = nSamples <= scratch.length ? scratch.subarray(0, nSamples) : new Float64Array(nSamples);
    const zero = kernels.samples.value / 4 + kernels.margin.value;
    const blockSamples = kernels.maxFrames.value * defaultHopLength;
    for (let first = 0; first < samples.length; first += blockSamples) {
      const end = Math.min(samples.length, first + blockSamples);
      resampler.fill(source, speechRate, first, end, 0);
      samples.set(floats.subarray(zero, zero + end - first), first);
    }
    return analyseSpeech(samples, { stages, recorded: source, centred: samples });
  }

  return {
    kind: "wasm-simd",
    features: (samples, fromRate, toRate) => featuresOf(sourceOf(samples, fromRate), toRate),
    featuresOf,
    frames: (samples, fromRate, toRate) => framesOf(sourceOf(samples, fromRate), toRate),
    speech: speechOf,
  };
}

function frameRanges(nFrames: number, maxFrames: number): FrameRange[] {
  return Array.from({ length: Math.ceil(nFrames / maxFrames) }, (_, i) => ({
    firstFrame: i * maxFrames,
    nFrames: Math.min(maxFrames, nFrames - i * maxFrames),
  }));
}

function joined(peaks: readonly SpectralPeaks[]): SpectralPeaks {
  if (peaks.length === 1) return peaks[0]!;
  const join = (parts: readonly Float32Array[]): Float32Array => {
    const whole = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  return {
    frequenciesHz: join(peaks.map((part) => part.frequenciesHz)),
    magnitudes: join(peaks.map((part) => part.magnitudes)),
  };
}

function copyOf({ frequenciesHz, magnitudes }: SpectralPeaks): SpectralPeaks {
  return { frequenciesHz: frequenciesHz.slice(), magnitudes: magnitudes.slice() };
}

/** Matrix times vector; the matrix is row-major. */
function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const { length } = vector;
  const result = new Float64Array(matrix.length / length);
  for (let r = 0; r < result.length; r++) {
    let sum = 0;
    for (let c = 0; c < length; c++) sum += matrix[r * length + c]! * vector[c]!;
    result[r] = sum;
  }
  return result;
}

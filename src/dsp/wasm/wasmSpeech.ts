import { type Matrix, zeros } from "../../shared/matrix.js";
import { nFormants, setResonances } from "../speech/formants.js";
import { highBandNames, nCepstra, nLogMel, spectralNames, voiceNames } from "../speech/functionalColumns.js";
import { bandEdges, bandLevels, hasHighBands, readRecordedFrame, recordedHop } from "../speech/highBands.js";
import { kaiserLowPass } from "../speech/kaiserResample.js";
import { speechDct, speechMelBands } from "../speech/logMel.js";
import { addCandidates, longestLag, peakOf, shortestLag, unvoicedCandidates } from "../speech/pitch.js";
import { levelOfEnergy, spectrumNFft } from "../speech/spectralDescriptors.js";
import { speechFrameCount, speechHop } from "../speech/speechFrames.js";
import type { SpeechStages } from "../speech/speechStages.js";
import { longNFft } from "../speech/speechTransforms.js";
import { setVoice } from "../speech/voiceDescriptors.js";
import type { WasmKernels } from "./wasmKernels.js";

/** 16 kHz to 10 kHz. */
const [up, down] = [5, 8] as const;
/** Samples at 10 kHz from one frame to the next. */
const formantHop = (speechHop * up) / down;
/** Weights per phase of the five-phase filter, and how many inputs before an output's own it uses. */
const [phaseStride, phaseReach] = [34, 16] as const;
const nBins = 1 + longNFft / 2;
/** Frames that correlateSpeech takes. */
const correlatedTogether = 4;
/** Bands of highBands, number of frames computed together, and their length. */
const [nRecordedBands, recordedTogether, recordedLength] = [5, 4, 1024] as const;

/**
 * The stages of the speech analysis with the kernels, block by block; they agree with plainStages to about 1e-12.
 *
 * @param kernels an instance of assembly/dsp.ts for exclusive use
 */
export function createWasmSpeech(kernels: WasmKernels): SpeechStages {
  const { buffer } = kernels.memory;
  const doubles = ({ value }: { readonly value: number }, length: number): Float64Array =>
    new Float64Array(buffer, value, length);
  const maxFrames = kernels.speechFrames.value;
  const margin = kernels.speechMargin.value;
  const signalBuffer = doubles(kernels.speechSignal, maxFrames * speechHop + 2 * margin);
  const energies = doubles(kernels.speechEnergies, maxFrames);
  const peaks = doubles(kernels.speechPeaks, maxFrames);
  const nLags = kernels.speechLagCount.value;
  const lags = Array.from({ length: correlatedTogether }, (_, i) =>
    doubles(kernels.speechLags, correlatedTogether * nLags).subarray(i * nLags, (i + 1) * nLags),
  );
  const decibels = twoRows(doubles(kernels.speechDecibels, 2 * nBins));
  const prominences = doubles(kernels.speechProminences, 2);
  const rows = {
    spectral: doubles(kernels.speechSpectral, maxFrames * spectralNames.length),
    cepstra: doubles(kernels.speechCepstra, maxFrames * nCepstra),
    logMel: doubles(kernels.speechLogMel, maxFrames * nLogMel),
  };
  const predictor = doubles(kernels.predictor, 11);
  const recordedFrames = Array.from(
    { length: recordedTogether },
    (_, i) => new Float32Array(buffer, kernels.recordedFrames.value + 4 * i * recordedLength, recordedLength),
  );
  const recordedEdges = new Int32Array(buffer, kernels.recordedEdges.value, nRecordedBands + 1);
  const recordedPowers = doubles(kernels.recordedPowers, nRecordedBands * recordedTogether);
  fillTables(kernels);

  /** Copies frames `first` to `end - 1`, at most `maxFrames`, into the kernels' buffer. */
  function load(signal: Float64Array, first: number, end: number): void {
    const start = first * speechHop - margin;
    const stop = (end - 1) * speechHop + margin;
    const from = Math.max(0, start);
    const to = Math.min(signal.length, stop);
    signalBuffer.fill(0, 0, from - start);
    signalBuffer.set(signal.subarray(from, to), from - start);
    signalBuffer.fill(0, to - start, stop - start);
  }

  function forBlocks(first: number, end: number, visit: (first: number, end: number) => void): void {
    for (let t = first; t < end; t += maxFrames) visit(t, Math.min(end, t + maxFrames));
  }

  /** Computes the formants of the wanted frames among `first` to `end - 1`, which must be loaded. */
  function setFormants(resonances: Matrix, wanted: Int32Array, first: number, end: number, nSamples: number): void {
    const start = -first * formantHop;
    kernels.prepareStretch(end - first, start, start + Math.ceil((nSamples * up) / down));
    for (const t of wanted) {
      kernels.predictFrame(t - first);
      setResonances(predictor, resonances.data, t * resonances.cols);
    }
  }

  return {
    scan(signal) {
      const nFrames = speechFrameCount(signal.length);
      const scanned = { levels: new Float64Array(nFrames), peaks: new Float64Array(nFrames) };
      forBlocks(0, nFrames, (first, end) => {
        load(signal, first, end);
        kernels.scanSpeech(end - first);
        scanned.peaks.set(peaks.subarray(0, end - first), first);
        for (let t = first; t < end; t++) scanned.levels[t] = levelOfEnergy(energies[t - first]!);
      });
      return scanned;
    },

    pitchCandidates(signal, framePeaks) {
      const { candidates, audible } = unvoicedCandidates(framePeaks, peakOf(signal));
      for (const block of blocksOf(audible, maxFrames)) {
        const first = block[0]!;
        load(signal, first, block.at(-1)! + 1);
        for (let i = 0; i < block.length; i += correlatedTogether) {
          const frame = (j: number): number => block[Math.min(i + j, block.length - 1)]! - first;
          kernels.correlateSpeech(frame(0), frame(1), frame(2), frame(3));
          block.subarray(i, i + correlatedTogether).forEach((t, j) => addCandidates(candidates, t, lags[j]!));
        }
      }
      return candidates;
    },

    spectra(signal, span) {
      const nFrames = speechFrameCount(signal.length);
      const spectral = zeros(nFrames, spectralNames.length);
      const cepstra = zeros(nFrames, nCepstra);
      const logMel = zeros(nFrames, nLogMel);
      kernels.beginSpectra();
      forBlocks(span.first, span.end, (first, end) => {
        load(signal, first, end);
        kernels.describeSpectra(end - first);
        const take = ({ cols, data }: Matrix, from: Float64Array): void =>
          data.set(from.subarray(0, (end - first) * cols), first * cols);
        take(spectral, rows.spectral);
        take(cepstra, rows.cepstra);
        take(logMel, rows.logMel);
      });
      return { spectral, cepstra, logMel };
    },

    voice(signal, track, isWanted) {
      const resonances = zeros(isWanted.length, 2 * nFormants);
      resonances.data.fill(NaN);
      const result = zeros(isWanted.length, voiceNames.length);
      result.data.fill(NaN);
      for (const block of blocksOf(marked(isWanted), maxFrames)) {
        const first = block[0]!;
        const end = block.at(-1)! + 1;
        load(signal, first, end);
        setFormants(resonances, block, first, end, signal.length);
        for (let i = 0; i < block.length; i += 2) {
          const [a, b] = [block[i]!, block[Math.min(i + 1, block.length - 1)]!];
          kernels.describeVoice(a - first, b - first, shortestLag, longestLag);
          setVoice(result, resonances, track, a, { decibels: decibels[0], prominence: prominences[0]! });
          setVoice(result, resonances, track, b, { decibels: decibels[1], prominence: prominences[1]! });
        }
      }
      return result;
    },

    highBands(recorded) {
      if (!hasHighBands(recorded)) return new Float64Array(highBandNames.length);
      const hop = recordedHop(recorded.sampleRate);
      const nFrames = 1 + Math.floor(recorded.frames / hop);
      const powers = Array.from({ length: nRecordedBands }, () => new Float64Array(nFrames));
      recordedEdges.set(bandEdges(recorded.sampleRate));
      for (let first = 0; first < nFrames; first += recordedTogether) {
        recordedFrames.forEach((frame, i) => readRecordedFrame(recorded, (first + i) * hop, frame));
        kernels.measureBands();
        for (let i = 0; i < recordedTogether; i++)
          powers.forEach((power, band) => (power[first + i] = recordedPowers[band * recordedTogether + i]!));
      }
      return bandLevels(powers);
    },
  };
}

/** Fills the kernels' tables: mel bands, cosine transform, and phases of the filter to 10 kHz. */
function fillTables(kernels: WasmKernels): void {
  const { buffer } = kernels.memory;
  const bands = speechMelBands(spectrumNFft);
  new Int32Array(buffer, kernels.speechBands.value, 2 * nLogMel).set(
    bands.flatMap(({ firstBin, weights }) => [firstBin, weights.length]),
  );
  let at = kernels.speechBandWeights.value;
  for (const { weights } of bands) {
    new Float64Array(buffer, at, weights.length).set(weights);
    at += weights.byteLength;
  }
  new Float64Array(buffer, kernels.speechDct.value, speechDct.length).set(speechDct);
  const taps = kaiserLowPass(up, down);
  const half = (taps.length - 1) / 2;
  const phases = new Float64Array(buffer, kernels.formantPhases.value, up * phaseStride);
  for (let phase = 0; phase < up; phase++)
    for (let j = 0; j < phaseStride; j++)
      phases[phase * phaseStride + j] = taps[half + phase - up * (j - phaseReach)] ?? 0;
}

/** Splits frames into blocks that fit the kernels' buffer: each spans at most `maxFrames` frames. */
function blocksOf(frames: Int32Array, maxFrames: number): Int32Array[] {
  const blocks: Int32Array[] = [];
  for (let from = 0; from < frames.length; ) {
    let end = from + 1;
    // After the last frame, the difference is NaN.
    while (frames[end]! - frames[from]! < maxFrames) end++;
    blocks.push(frames.subarray(from, end));
    from = end;
  }
  return blocks;
}

function marked(marks: Uint8Array): Int32Array {
  const frames: number[] = [];
  marks.forEach((mark, t) => {
    if (mark === 1) frames.push(t);
  });
  return Int32Array.from(frames);
}

function twoRows(both: Float64Array): readonly [Float64Array, Float64Array] {
  return [both.subarray(0, both.length / 2), both.subarray(both.length / 2)];
}

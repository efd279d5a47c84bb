import { zeros, type Matrix } from "../../shared/matrix.js";
import { cepstralPeakProminence } from "./cepstralPeakProminence.js";
import { formants, nFormants } from "./formants.js";
import { voiceNames } from "./functionalColumns.js";
import { harmonicDifferences } from "./harmonicDifferences.js";
import { harmonicity } from "./harmonicity.js";
import { loadPitchFrames, type PitchTrack } from "./pitch.js";
import { createSpeechTransforms, inPairs, longNFft, nLags } from "./speechTransforms.js";

/** Semitones are counted from A1. */
const semitoneZeroHz = 55;
/** Defaults, in Hz, for frames without a pitch or formants. */
const typicalPitch = 150;
const typicalFormants = [500, 1500, 2500] as const;

/**
 * Voice descriptors, frame by frame, in the order of voiceNames.
 *
 * @param samples  at 16 kHz, without their mean
 * @param track    their pitch
 * @param isWanted shape [nFrames]: 1 for the frames to compute
 * @returns shape [nFrames, 15]; NaN for pitch and harmonicity of unvoiced frames, for formants that are not found, and in other
 *   frames
 */
export function voiceDescriptors(
  samples: Float64Array,
  track: PitchTrack,
  isWanted: Uint8Array,
  transforms = createSpeechTransforms(),
): Matrix {
  const resonances = formants(samples, isWanted);
  const result = zeros(resonances.rows, voiceNames.length);
  result.data.fill(NaN);
  const wanted = Int32Array.from({ length: result.rows }, (_, t) => t).filter((t) => isWanted[t] === 1);
  inPairs(wanted, (pair) => {
    loadPitchFrames(samples, pair, transforms);
    transforms.powers(longNFft);
    const decibels = transforms.power;
    for (let k = 0; k < decibels.length; k++) decibels[k] = decibelsPerNeper * Math.log(decibels[k]! + minPower);
    transforms.correlate();
    pair.forEach((t, row) => {
      setVoice(result, resonances, track, t, {
        decibels: decibels.subarray(row * nBins, (row + 1) * nBins),
        prominence: cepstralPeakProminence(transforms.lags.subarray(row * nLags, (row + 1) * nLags)),
      });
    });
  });
  return result;
}

const nBins = 1 + longNFft / 2;
const decibelsPerNeper = 10 / Math.LN10;
const minPower = 1e-10;

/** A frame's spectrum in dB, shape [1025], and its cepstral peak prominence in dB. */
export interface VoiceSpectrum {
  readonly decibels: Float64Array;
  readonly prominence: number;
}

/**
 * Sets row t of voiceDescriptors.
 *
 * @param resonances Hz: F1-F3, B1-B3, NaN where not found; one row per frame
 */
export function setVoice(
  { data, cols }: Matrix,
  resonances: Matrix,
  { f0, periodicity }: PitchTrack,
  t: number,
  { decibels, prominence }: VoiceSpectrum,
): void {
  const at = t * cols;
  const from = t * resonances.cols;
  const isVoiced = f0[t]! > 0;
  const formant = (i: number): number => {
    const hz = resonances.data[from + i]!;
    return Number.isNaN(hz) ? typicalFormants[i]! : hz;
  };
  const differences = harmonicDifferences(decibels, isVoiced ? f0[t]! : typicalPitch, [
    formant(0),
    formant(1),
    formant(2),
  ]);
  data[at] = isVoiced ? 12 * Math.log2(f0[t]! / semitoneZeroHz) : NaN;
  data[at + 1] = isVoiced ? harmonicity(periodicity[t]!) : NaN;
  data[at + 2] = prominence;
  data.set(differences, at + 3);
  for (let i = 0; i < 2 * nFormants; i++) data[at + 9 + i] = Math.log(resonances.data[from + i]!);
}

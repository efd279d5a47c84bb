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
/** What stands in for the pitch and the formants of a frame without. Hz. */
const typicalPitch = 150;
const typicalFormants = [500, 1500, 2500] as const;

/**
 * What is measured of the voice, frame by frame, in the order of voiceNames.
 *
 * @param samples  at 16 kHz, without their mean
 * @param track    their pitch
 * @param isWanted shape [nFrames]: 1 where a frame is to be computed
 * @returns shape [nFrames, 15]; NaN for pitch and harmonicity of unvoiced frames, for formants that are not found, and in frames
 *   that are not wanted
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
    for (let k = 0; k < decibels.length; k++) decibels[k] = decibelsPerNeper * Math.log(decibels[k]! + leastPower);
    transforms.correlate();
    pair.forEach((t, row) => {
      const values = describeVoice(
        decibels.subarray(row * nBins, (row + 1) * nBins),
        cepstralPeakProminence(transforms.lags.subarray(row * nLags, (row + 1) * nLags)),
        resonances.data.subarray(t * resonances.cols, (t + 1) * resonances.cols),
        { f0: track.f0[t]!, periodicity: track.periodicity[t]! },
      );
      result.data.set(values, t * result.cols);
    });
  });
  return result;
}

const nBins = 1 + longNFft / 2;
const decibelsPerNeper = 10 / Math.LN10;
const leastPower = 1e-10;

/**
 * One frame of voiceDescriptors.
 *
 * @param decibels   its spectrum, shape [1025]
 * @param prominence of its cepstrum's peak, dB
 * @param resonances Hz: F1-F3, B1-B3, NaN where there is none
 * @param pitch      f0 0 where unvoiced
 */
function describeVoice(
  decibels: Float64Array,
  prominence: number,
  resonances: Float64Array,
  { f0, periodicity }: { readonly f0: number; readonly periodicity: number },
): number[] {
  const isVoiced = f0 > 0;
  const [first, second, third] = typicalFormants.map((typical, i) => {
    const hz = resonances[i]!;
    return Number.isNaN(hz) ? typical : hz;
  }) as [number, number, number];
  return [
    isVoiced ? 12 * Math.log2(f0 / semitoneZeroHz) : NaN,
    isVoiced ? harmonicity(periodicity) : NaN,
    prominence,
    ...harmonicDifferences(decibels, isVoiced ? f0 : typicalPitch, [first, second, third]),
    ...Array.from({ length: 2 * nFormants }, (_, i) => Math.log(resonances[i]!)),
  ];
}

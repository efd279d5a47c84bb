import { zeros, type Matrix } from "../../shared/matrix.js";
import { cepstralPeakProminence } from "./cepstralPeakProminence.js";
import { formants, nFormants } from "./formants.js";
import { voiceNames } from "./functionalColumns.js";
import { harmonicDifferences } from "./harmonicDifferences.js";
import { harmonicity } from "./harmonicity.js";
import { createPitchAnalysis, pitchWindow, type PitchTrack } from "./pitch.js";
import { copyFrame } from "./speechFrames.js";

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
export function voiceDescriptors(samples: Float64Array, track: PitchTrack, isWanted: Uint8Array): Matrix {
  const analysis = createPitchAnalysis();
  const prominence = cepstralPeakProminence();
  const frame = new Float64Array(pitchWindow);
  const resonances = formants(samples, isWanted);
  const result = zeros(resonances.rows, voiceNames.length);
  result.data.fill(NaN);
  for (let t = 0; t < result.rows; t++) {
    if (isWanted[t] === 0) continue;
    copyFrame(samples, t, frame);
    const power = analysis.powerOf(analysis.centred(frame));
    const decibels = power.map((value) => 10 * Math.log10(value + 1e-10));
    const found = resonances.data.subarray(t * resonances.cols, (t + 1) * resonances.cols);
    result.data.set(
      describeVoice(decibels, prominence(decibels), found, {
        f0: track.f0[t]!,
        periodicity: track.periodicity[t]!,
      }),
      t * result.cols,
    );
  }
  return result;
}

/**
 * One frame of voiceDescriptors.
 *
 * @param decibels   its spectrum, shape [1025]
 * @param prominence of its cepstrum's peak, dB
 * @param resonances Hz: F1-F3, B1-B3, NaN where there is none
 * @param pitch      f0 0 where unvoiced
 */
export function describeVoice(
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

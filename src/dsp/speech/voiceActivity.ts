import { ParameterError } from "../../shared/errors.js";
import { activeRegion } from "./activeRegion.js";

/** Frame length in seconds; frames do not overlap. */
export const activityFrameSec = 0.02;

/** Frames below this level, in dBFS, are silent however quiet the rest is. */
const silenceDb = -60;

/** Frames read at once. */
const blockFrames = 1_000;

/**
 * Finds the frames of a recording that contain speech: those that are loud compared with its quiet parts. Memory: one
 * value per frame, 50 per second.
 *
 * @param length     samples of the recording
 * @param sampleRate Hz
 * @param read       fills an array with the samples from `first` on
 * @returns 1 where a frame of activityFrameSec is active, shape [nFrames]; all 0 for silence
 * @throws ParameterError if the recording is shorter than a frame
 * @example voiceActivity(samples.length, 16_000, (first, into) => into.set(samples.subarray(first, first + into.length)))
 */
export function voiceActivity(
  length: number,
  sampleRate: number,
  read: (first: number, into: Float32Array) => void,
): Uint8Array {
  const frame = Math.round(activityFrameSec * sampleRate);
  const nFrames = Math.floor(length / frame);
  if (nFrames < 1) throw new ParameterError("length", `at least ${frame} samples`, length);
  const levels = new Float64Array(nFrames);
  for (let from = 0; from < nFrames; from += blockFrames) {
    const count = Math.min(blockFrames, nFrames - from);
    const block = new Float32Array(count * frame);
    read(from * frame, block);
    for (let f = 0; f < count; f++) {
      let energy = 0;
      for (let i = f * frame; i < (f + 1) * frame; i++) energy += block[i]! * block[i]!;
      levels[from + f] = 10 * Math.log10(Math.max(energy / frame, 1e-12));
    }
  }
  const { isActive } = activeRegion(levels);
  return isActive.map((active, f) => (active === 1 && levels[f]! > silenceDb ? 1 : 0));
}

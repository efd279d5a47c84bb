import { openAudio } from "../../src/audio/decodeAudio.js";
import { readRecording, type Reference } from "../support/realRecordings.js";

/** A real recording, decoded and mixed to mono. */
export function recording(name: string): { samples: Float32Array; sampleRate: number } {
  const audio = openAudio(readRecording(name), { maxDurationSec: 360 });
  const samples = new Float32Array(audio.frames);
  audio.read(0, samples);
  return { samples, sampleRate: audio.sampleRate };
}

/** Standard deviation of each of 161 columns over a reference file: the unit that errors are measured in. */
export function deviations(rows: readonly Reference[]): Float64Array {
  return Float64Array.from({ length: 161 }, (_, c) => {
    const mean = rows.reduce((sum, { features }) => sum + features[c]!, 0) / rows.length;
    return Math.sqrt(rows.reduce((sum, { features }) => sum + (features[c]! - mean) ** 2, 0) / rows.length);
  });
}

/** |ours - librosa's| of each column in those units. */
export function errorsOf(ours: Float64Array, reference: Reference, units: Float64Array): Float64Array {
  return ours.map((value, c) => Math.abs(value - reference.features[c]!) / units[c]!);
}

export function largest(errors: Iterable<number>): number {
  let result = 0;
  for (const error of errors) result = Number.isNaN(error) ? NaN : Math.max(result, error);
  return result;
}

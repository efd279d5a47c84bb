/** A whole decoded recording, channels averaged. */
export interface MonoAudio {
  /** amplitudes, all finite, shape [nSamples], at least one */
  readonly samples: Float32Array;
  /** Hz */
  readonly sampleRate: number;
}

/** An opened recording: its header has been read, its samples are decoded on demand. */
export interface AudioReader {
  /** Hz */
  readonly sampleRate: number;
  /** samples of each channel, within the duration limit, at least 1 */
  readonly frames: number;
  /** samples of each channel in the whole file */
  readonly wholeFrames: number;
  /** notes on the file for readers of the features, one sentence each */
  readonly notes: readonly string[];
  /**
   * Fills `mono` with the samples from `firstFrame` on, channels averaged.
   * @throws InputError "corrupt-audio" if one of them is NaN or infinite
   * @throws ParameterError if they reach beyond the recording
   */
  read(firstFrame: number, mono: Float32Array): void;
  /** The samples as stored, if they are 16-bit integers: at least `frames` times `channels`, interleaved. */
  readonly pcm16?: { readonly channels: number; readonly samples: Int16Array } | undefined;
}

/** Reads a whole recording. @throws InputError as AudioReader.read */
export function readMono(audio: AudioReader): MonoAudio {
  const samples = new Float32Array(audio.frames);
  audio.read(0, samples);
  return { samples, sampleRate: audio.sampleRate };
}

export interface AudioLimits {
  /** seconds to decode from the beginning; the rest is ignored */
  readonly maxDurationSec: number;
}

/**
 * The note on a recording that is longer than its analysed part.
 *
 * @param wholeSec of the whole recording; undefined if the file does not say
 */
export function limitNote({ maxDurationSec }: AudioLimits, wholeSec: number | undefined): string {
  const length = wholeSec === undefined ? "" : `, which lasts ${wholeSec.toFixed(1)} s`;
  return `only the first ${maxDurationSec} s of the recording${length}, were analysed (--max-duration)`;
}

/** Number of samples within the duration limit; at least 1. */
export function framesWithin(frames: number, sampleRate: number, { maxDurationSec }: AudioLimits): number {
  return Math.min(frames, Math.max(1, Math.floor(maxDurationSec * sampleRate)));
}

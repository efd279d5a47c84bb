import type { AudioReader } from "../audio/audioReader.js";
import { resampledLength } from "../dsp/resample.js";
import { polyphaseFilter, type ResampleQuality } from "../dsp/resampleFilter.js";

/** Changes the rate of a signal held in memory whole: dsp's `resample`, or its faster twin. */
export type Resample = (
  samples: Float32Array,
  fromRate: number,
  toRate: number,
  quality: ResampleQuality,
) => Float32Array;

/**
 * Resamples a recording stretch by stretch, so that its samples at the source rate never stand in memory at once: six
 * minutes at 192 kHz would take 276 MB. The result is the same as that of `resample` on the whole.
 *
 *     source   ....[ context |     block     | context ]....
 *     result                 |  kept here    |
 *
 * Blocks begin at multiples of `down` samples, where an output sample falls exactly on an input sample (as the first
 * does), and the filter's half-length of context on both sides makes every kept sample whole.
 *
 * @param blockFrames source samples a block, about; rounded up to a multiple of `down`
 * @returns shape [resampledLength(audio.frames, audio.sampleRate, toRate)]
 */
export function resampleInBlocks(
  audio: AudioReader,
  toRate: number,
  quality: ResampleQuality,
  resample: Resample,
  blockFrames = 2 ** 20,
): Float32Array {
  const { frames, sampleRate } = audio;
  const { up, down, nTaps } = polyphaseFilter(sampleRate, toRate, quality);
  const wholeNumberOfSteps = (length: number): number => Math.ceil(length / down) * down;
  const block = wholeNumberOfSteps(blockFrames);
  const context = wholeNumberOfSteps(nTaps / 2);

  const result = new Float32Array(resampledLength(frames, sampleRate, toRate));
  const stretch = new Float32Array(Math.min(frames, block + 2 * context));
  for (let start = 0; start < frames; start += block) {
    const from = Math.max(0, start - context);
    const to = Math.min(frames, start + block + context);
    const source = stretch.subarray(0, to - from);
    audio.read(from, source);
    const resampled = resample(source, sampleRate, toRate, quality);
    const skip = ((start - from) / down) * up;
    const target = (start / down) * up;
    const isLast = start + block >= frames;
    const kept = isLast ? result.length - target : (block / down) * up;
    result.set(resampled.subarray(skip, skip + kept), target);
  }
  return result;
}

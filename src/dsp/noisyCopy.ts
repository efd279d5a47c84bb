import { type SampleSource, sourceOf } from "./featureBackend.js";
import { speechRate } from "./speech/speechFrames.js";
import { uniformAt } from "./splitMix32.js";

/** Range of the signal-to-noise ratio in dB. The ratio differs from copy to copy. */
const [loudestDb, softestDb] = [10, 30] as const;

/** Samples read at a time to measure the power. */
const partLength = 65_536;

/** Copies of shorter recordings, up to 44 s at 48 kHz, are made once, since an analysis reads them several times. */
const maxSamplesInMemory = 1 << 21;

/**
 * A copy of a recording with white noise, 10 to 30 dB below the recording's mean power. Models that also learn from such
 * copies are more accurate in noise, and a little more accurate in silence.
 *
 * The noise depends only on the samples, so a recording has the same copy on every machine. Its level is that of the
 * band up to 8 kHz, whatever the recording's rate.
 *
 * @param maxInMemory longer recordings get their noise while they are read
 * @returns a source of the same length and rate, readable in any order
 * @see Bishop 1995, Training with noise is equivalent to Tikhonov regularization, Neural Computation 7(1)
 * @example functionals(backend.speech(noisyCopy(recording)))
 */
export function noisyCopy(recording: SampleSource, maxInMemory = maxSamplesInMemory): SampleSource {
  const { sampleRate, frames } = recording;
  const power = meanPower(recording);
  const seed = seedOf(frames, power);
  const decibels = loudestDb + (softestDb - loudestDb) * uniformAt(seed, 0);
  const deviation = Math.sqrt(power * 10 ** (-decibels / 10) * Math.max(1, sampleRate / speechRate));
  // A uniform distribution of this width has standard deviation 1.
  const width = Math.sqrt(12) * deviation;
  const read = (start: number, target: Float32Array): void => {
    recording.read(start, target);
    for (let i = 0; i < target.length; i++) target[i]! += width * (uniformAt(seed, start + i + 1) - 0.5);
  };
  if (frames > maxInMemory) return { sampleRate, frames, read };
  const samples = new Float32Array(frames);
  read(0, samples);
  return sourceOf(samples, sampleRate);
}

function meanPower(recording: SampleSource): number {
  const { frames } = recording;
  const part = new Float32Array(Math.min(partLength, frames));
  let sum = 0;
  for (let start = 0; start < frames; start += part.length) {
    const samples = part.subarray(0, Math.min(part.length, frames - start));
    recording.read(start, samples);
    for (const sample of samples) sum += sample * sample;
  }
  return sum / frames;
}

/** Different for different recordings, the same for the same samples. */
function seedOf(frames: number, power: number): number {
  const [low, high] = new Uint32Array(Float64Array.of(power).buffer);
  return (frames ^ low! ^ Math.imul(high!, 0x9e3779b9)) >>> 0;
}

import { centredFrames, type FrameOptions } from "./frames.js";

/** Amplitudes up to this magnitude count as zero, and zero counts as positive. */
const silence = 1e-10;

/**
 * Zero-crossing rate: the share of a frame's samples whose sign differs from the sample before.
 *
 * @param samples mono signal, shape [nSamples], at least 1
 * @param options nFft (frame length, 2048), hopLength (512)
 * @returns shape [nFrames], 0 to 1
 * @throws ParameterError if the signal is empty or an option is out of range
 * Convention: librosa.feature.zero_crossing_rate: centred frames, edge values repeated beyond the ends.
 * @example zeroCrossingRate(samples).length // 32
 */
export function zeroCrossingRate(samples: Float32Array | Float64Array, options: FrameOptions = {}): Float64Array {
  const { nFft, hopLength, nFrames, firstStart } = centredFrames(samples.length, options);
  // crossings[n]: number of sign changes among samples 1 .. n. Repeated edge values never cross, so clamping n pads the
  // ends.
  const crossings = new Uint32Array(samples.length);
  for (let n = 1; n < samples.length; n++)
    crossings[n] = crossings[n - 1]! + (isNegative(samples[n]!) === isNegative(samples[n - 1]!) ? 0 : 1);
  const upTo = (n: number): number => crossings[Math.min(Math.max(n, 0), samples.length - 1)]!;

  return Float64Array.from({ length: nFrames }, (_, t) => {
    const start = firstStart + t * hopLength;
    return (upTo(start + nFft - 1) - upTo(start)) / nFft;
  });
}

function isNegative(sample: number): boolean {
  return sample < -silence;
}

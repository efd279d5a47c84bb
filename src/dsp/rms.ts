import { centredFrames, type FrameOptions } from "./frames.js";

/**
 * Root-mean-square energy of each frame.
 *
 * @param samples mono signal, shape [nSamples], at least 1
 * @param options nFft (frame length, 2048), hopLength (512)
 * @returns shape [nFrames], amplitudes >= 0
 * @throws ParameterError if the signal is empty or an option is out of range
 * Convention: librosa.feature.rms(y=samples): centred frames, zeros beyond the ends.
 * @example rms(new Float32Array(16_000)).length // 32
 */
export function rms(samples: Float32Array | Float64Array, options: FrameOptions = {}): Float64Array {
  const { nFft, hopLength, nFrames, firstStart } = centredFrames(samples.length, options);
  return Float64Array.from({ length: nFrames }, (_, t) => {
    const start = firstStart + t * hopLength;
    let energy = 0;
    for (let n = Math.max(0, start); n < Math.min(samples.length, start + nFft); n++) energy += samples[n]! ** 2;
    return Math.sqrt(energy / nFft);
  });
}

import { createRealFft } from "../fft.js";

/** Length of the long transform, and of a row of `input`. */
export const longNFft = 2048;
/** Length of the short transform. */
export const shortNFft = 512;
/** Number of lags that `correlate` computes. */
export const nLags = 512;

/** The Fourier transforms of the speech analysis, two frames at a time. The buffers are reused. */
export interface SpeechTransforms {
  /** two rows of windowed samples, zero-padded; row b begins at b * nFft */
  readonly input: Float64Array;
  /** two rows of 1 + nFft/2 values */
  readonly power: Float64Array;
  /** two rows of 512 values */
  readonly lags: Float64Array;
  /** `power` = |FFT of input|², row by row */
  powers(nFft: typeof longNFft | typeof shortNFft): void;
  /** `lags` = the beginning of the inverse FFT of `power` as a real, even spectrum of length 2048, row by row */
  correlate(): void;
}

export function createSpeechTransforms(): SpeechTransforms {
  const [long, short] = [createRealFft(longNFft), createRealFft(shortNFft)];
  const input = new Float64Array(2 * longNFft);
  const power = new Float64Array(2 * (1 + longNFft / 2));
  const lags = new Float64Array(2 * nLags);
  const re = new Float64Array(1 + longNFft / 2);
  const im = new Float64Array(1 + longNFft / 2);
  const zeroPhase = new Float64Array(1 + longNFft / 2);
  const inverted = new Float64Array(longNFft);
  return {
    input,
    power,
    lags,
    powers(nFft) {
      const nBins = 1 + nFft / 2;
      for (const row of [0, 1]) {
        (nFft === longNFft ? long : short).forward(input.subarray(row * nFft, (row + 1) * nFft), re, im);
        for (let k = 0; k < nBins; k++) power[row * nBins + k] = re[k]! * re[k]! + im[k]! * im[k]!;
      }
    },
    correlate() {
      const nBins = 1 + longNFft / 2;
      for (const row of [0, 1]) {
        long.inverse(power.subarray(row * nBins, (row + 1) * nBins), zeroPhase, inverted);
        lags.set(inverted.subarray(0, nLags), row * nLags);
      }
    },
  };
}

/** Calls `visit` with consecutive pairs of frames; if their number is odd, the last frame is paired with itself. */
export function inPairs(frames: Int32Array, visit: (pair: readonly [number, number]) => void): void {
  for (let i = 0; i < frames.length; i += 2) visit([frames[i]!, frames[Math.min(i + 1, frames.length - 1)]!]);
}

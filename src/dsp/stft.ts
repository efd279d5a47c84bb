import { type Matrix, zeros } from "../shared/matrix.js";
import { createRealFft } from "./fft.js";
import { centredFrames, type FrameOptions } from "./frames.js";

/** Complex values, row-major: rows are frames, columns are frequency bins. */
export interface Spectrum {
  readonly rows: number;
  readonly cols: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Short-time Fourier transform: Hann-windowed, centred frames, zeros beyond the signal's ends.
 *
 * @param samples mono signal, shape [nSamples], at least 1
 * @param options nFft (2048), hopLength (512)
 * @returns shape [nFrames, 1 + nFft/2], nFrames = 1 + floor(nSamples / hopLength)
 * @throws ParameterError if the signal is empty or an option is out of range
 * Convention: librosa.stft with center=True, pad_mode="constant".
 * @example magnitude(stft(samples, { nFft: 1_024, hopLength: 256 })).rows // 63
 */
export function stft(samples: Float32Array | Float64Array, options: FrameOptions = {}): Spectrum {
  const { nFft, hopLength, nFrames, firstStart } = centredFrames(samples.length, options);
  const cols = 1 + nFft / 2;
  const re = new Float64Array(nFrames * cols);
  const im = new Float64Array(nFrames * cols);
  const fft = createRealFft(nFft);
  const window = hannWindow(nFft);
  const frame = new Float64Array(nFft);
  for (let t = 0; t < nFrames; t++) {
    const start = firstStart + t * hopLength;
    for (let n = 0; n < nFft; n++) frame[n] = window[n]! * (samples[start + n] ?? 0);
    fft.forward(frame, re.subarray(t * cols, (t + 1) * cols), im.subarray(t * cols, (t + 1) * cols));
  }
  return { rows: nFrames, cols, re, im };
}

/**
 * Periodic Hann window, w[n] = 1/2 - 1/2 cos(2 pi n / length), shape [length].
 * Periodic, not symmetric, so that windows a quarter apart sum to a constant.
 * @example [...hannWindow(4)].map((weight) => Math.round(100 * weight)) // [0,50,100,50]
 */
export function hannWindow(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
}

/**
 * |spectrum|, shape [nFrames, nBins].
 *
 * Rounded to float32 step by step, max * sqrt(1 + (min / max)²), as numpy rounds it: the spectrum of a click in digital
 * silence is flat except for these roundings, and the tuning estimate counts its peaks.
 * @example magnitude(stft(samples)).cols // 1025
 */
export function magnitude(spectrum: Spectrum): Matrix {
  const result = zeros(spectrum.rows, spectrum.cols);
  for (let i = 0; i < result.data.length; i++) result.data[i] = modulus(spectrum.re[i]!, spectrum.im[i]!);
  return result;
}

function modulus(re: number, im: number): number {
  const a = Math.fround(Math.abs(re));
  const b = Math.fround(Math.abs(im));
  const larger = Math.max(a, b);
  if (larger === 0) return 0;
  const ratio = Math.fround(Math.min(a, b) / larger);
  return Math.fround(larger * Math.fround(Math.sqrt(Math.fround(1 + ratio * ratio))));
}

/**
 * magnitude², shape [nFrames, nBins].
 * @example [...power(matrix([[1, 2, 3]])).data] // [1,4,9]
 */
export function power(magnitudes: Matrix): Matrix {
  return { ...magnitudes, data: magnitudes.data.map((value) => value * value) };
}

/**
 * Centre of each FFT bin in Hz: k * sampleRate / nFft, shape [1 + nFft/2].
 * @example fftFrequencies(16_000, 2_048)[1] // 7.8125
 */
export function fftFrequencies(sampleRate: number, nFft: number): Float64Array {
  return Float64Array.from({ length: 1 + nFft / 2 }, (_, k) => (k * sampleRate) / nFft);
}

import { ParameterError } from "../shared/errors.js";
import { type Matrix, zeros } from "../shared/matrix.js";
import { cached } from "./cache.js";
import { melFilterBank } from "./melFilterBank.js";
import { hannWindow } from "./stft.js";

const sampleRate = 16_000;
const nFft = 400;
const hopLength = 160;

const bandsOf = cached(2, (nMels: number) => melFilterBank(sampleRate, nFft, nMels));
const powerOfSize = cached(1, createPower);

/**
 * The log-mel spectrogram that Whisper's encoder takes: 25 ms windows every 10 ms, in decibels over ten, cut off 80 dB
 * below the loudest value and shifted to about -1 to 1.
 *
 * @param samples mono at 16,000 Hz, more than 200
 * @param nMels   bands: 80, or 128 for large-v3. @defaultValue 80
 * @returns shape [nMels, floor(nSamples / 160)]: bands are rows, as the encoder takes them
 * @throws ParameterError if there are too few samples
 * @see openai/whisper, whisper/audio.py, log_mel_spectrogram: frames are centred, the signal is mirrored at its ends, and
 *   the last frame is left out
 * @example whisperLogMel(samples).rows // 80
 */
export function whisperLogMel(samples: Float32Array, nMels = 80): Matrix {
  if (samples.length <= nFft / 2) throw new ParameterError("samples.length", `more than ${nFft / 2}`, samples.length);
  const nFrames = Math.floor(samples.length / hopLength);
  const bands = bandsOf(nMels);
  const powerOf = powerOfSize(nFft);
  const logMel = zeros(nMels, nFrames);
  for (let t = 0; t < nFrames; t++) {
    const spectrum = powerOf(samples, t * hopLength - nFft / 2);
    bands.forEach(({ firstBin, weights }, m) => {
      let energy = 0;
      for (let k = 0; k < weights.length; k++) energy += weights[k]! * spectrum[firstBin + k]!;
      logMel.data[m * nFrames + t] = Math.log10(Math.max(energy, 1e-10));
    });
  }
  const max = logMel.data.reduce((a, b) => Math.max(a, b), -Infinity);
  return { ...logMel, data: logMel.data.map((value) => (Math.max(value, max - 8) + 4) / 4) };
}

/**
 * Computes power spectra of windows of `nFft` samples; each call overwrites the previous result. 400 is not a power of two,
 * so the transform is a plain sum. Samples at n and nFft - n share a cosine and, except for its sign, a sine.
 */
function createPower(nFft: number): (samples: Float32Array, start: number) => Float64Array {
  const half = nFft / 2;
  const nBins = 1 + half;
  const window = hannWindow(nFft);
  const [cosines, sines] = [Math.cos, Math.sin].map((wave) =>
    Float64Array.from({ length: nBins * (half + 1) }, (_, i) => {
      const [k, n] = [Math.floor(i / (half + 1)), i % (half + 1)];
      return wave((2 * Math.PI * ((k * n) % nFft)) / nFft);
    }),
  ) as [Float64Array, Float64Array];
  const even = new Float64Array(half + 1);
  const odd = new Float64Array(half + 1);
  const power = new Float64Array(nBins);
  return (samples, start) => {
    const at = (n: number): number => window[n]! * samples[mirrored(start + n, samples.length)]!;
    even[0] = at(0);
    even[half] = at(half);
    for (let n = 1; n < half; n++) {
      const [before, after] = [at(n), at(nFft - n)];
      even[n] = before + after;
      odd[n] = before - after;
    }
    for (let k = 0; k < nBins; k++) {
      let [re, im] = [0, 0];
      for (let n = 0, i = k * (half + 1); n <= half; n++, i++) {
        re += even[n]! * cosines[i]!;
        im += odd[n]! * sines[i]!;
      }
      power[k] = re * re + im * im;
    }
    return power;
  };
}

/** An index mirrored at the signal's ends, which do not repeat. */
function mirrored(index: number, length: number): number {
  if (index < 0) return -index;
  return index < length ? index : 2 * (length - 1) - index;
}

import type { AudioReader } from "./audioReader.js";

/*
 * Rejects recordings without a voice. The level of speech rises and falls with each syllable; that of silence, hum,
 * noise, a constant offset or a click does not. The levels of short frames distinguish them, and 2,000 samples per
 * second are enough to estimate a level. Other sounds with a varying level, such as music, pass.
 */

/** A period of 50 Hz hum. */
const frameSec = 0.02;

/** Samples per second that are enough to estimate a level. */
const lookedAtPerSec = 2_000;

/** Below this level (dB of full scale) there is only converter noise: one bit of 16 is at -93. */
const silentDb = -80;

/** Frames within this many dB of the loudest are sound, the rest background. */
const depthDb = 30;

/** Fewer sound frames than this are a click, unless they make up minShare of the recording. */
const minFrames = 5;
const minShare = 0.4;

/** Constant sound varies by less between its quiet and its loud frames, dB. White noise: 3. */
const minRangeDb = 6;
/** In a shorter recording, a single vowel may be all there is. */
const framesToVary = 25;

/** Quantiles of the levels that count as quiet and as loud. */
const quietShare = 0.1;
const loudShare = 0.95;

/**
 * What a recording contains instead of a voice, as text.
 *
 * @returns undefined if there may be speech
 * @example noSpeech(openWav(bytes, limits)) // "silence: its loudest 20 ms are at -93 dB of full scale"
 */
export function noSpeech(audio: AudioReader): string | undefined {
  const levels = levelsOf(audio).sort();
  const { length } = levels;
  const loudest = levels[length - 1] ?? -Infinity;
  if (loudest < silentDb) {
    if (loudest === -Infinity) return "silence";
    return `silence: its loudest 20 ms are at ${loudest.toFixed(0)} dB of full scale`;
  }
  const sounding = levels.filter((level) => level > Math.max(silentDb, loudest - depthDb)).length;
  if (sounding < Math.min(minFrames, minShare * length)) return `a click: ${sounding * 20} ms of sound`;
  const range = levels[Math.floor(loudShare * (length - 1))]! - levels[Math.floor(quietShare * (length - 1))]!;
  if (length >= framesToVary && range < minRangeDb)
    return `a constant sound, such as noise, hum or a tone: its level varies by ${range.toFixed(1)} dB`;
  return undefined;
}

/**
 * Level of each whole frame in dB of full scale, without DC offset; of the whole recording if it is shorter than a
 * frame.
 */
function levelsOf(audio: AudioReader): Float64Array {
  const { sampleRate, frames, pcm16 } = audio;
  const frameLength = Math.min(frames, Math.round(frameSec * sampleRate));
  const nFrames = Math.floor(frames / frameLength);
  const step = Math.max(1, Math.floor(sampleRate / lookedAtPerSec));
  if (pcm16 !== undefined) {
    const { channels, samples } = pcm16;
    const scale = 1 / (channels * 2 ** 15);
    return Float64Array.from({ length: nFrames }, (_, t) =>
      levelOfPcm(samples, t * frameLength, frameLength, step, channels, scale),
    );
  }
  const block = new Float32Array(frameLength);
  return Float64Array.from({ length: nFrames }, (_, t) => {
    audio.read(t * frameLength, block);
    return levelOf(block, step);
  });
}

function levelOfPcm(
  samples: Int16Array,
  first: number,
  length: number,
  step: number,
  channels: number,
  scale: number,
): number {
  let sum = 0;
  let squares = 0;
  const stride = step * channels;
  const end = (first + length) * channels;
  if (channels === 1) {
    for (let at = first; at < end; at += stride) {
      const sample = samples[at]!;
      sum += sample;
      squares += sample * sample;
    }
  } else {
    for (let at = first * channels; at < end; at += stride) {
      let sample = 0;
      for (let c = 0; c < channels; c++) sample += samples[at + c]!;
      sum += sample;
      squares += sample * sample;
    }
  }
  return decibels(sum * scale, squares * scale * scale, Math.ceil(length / step));
}

function levelOf(samples: Float32Array, step: number): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let at = 0; at < samples.length; at += step, count++) {
    sum += samples[at]!;
    squares += samples[at]! ** 2;
  }
  return decibels(sum, squares, count);
}

function decibels(sum: number, squares: number, count: number): number {
  const variance = squares / count - (sum / count) ** 2;
  // A constant signal leaves rounding errors.
  return variance < 1e-14 ? -Infinity : 10 * Math.log10(variance);
}

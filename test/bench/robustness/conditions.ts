import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { MonoAudio } from "../../../src/audio/audioReader.js";
import { decodeAudio } from "../../../src/audio/decodeAudio.js";
import { floatWav } from "../../../src/audio/floatWav.js";
import { mulawValues } from "../../../src/audio/telephoneLaws.js";
import { sourceOf } from "../../../src/dsp/featureBackend.js";
import { noisyCopy } from "../../../src/dsp/noisyCopy.js";
import { uniform32 } from "../../../src/dsp/splitMix32.js";
import { resample } from "../../../src/dsp/resampling/resample.js";

/** A way in which recordings are degraded. */
export interface Condition {
  readonly name: string;
  /** @param first index of the first of these recordings; seeds are derived from it */
  readonly spoil: (sounds: readonly MonoAudio[], first: number) => readonly MonoAudio[];
}

/** A condition that degrades recordings one by one. */
function each(name: string, spoil: (sound: MonoAudio, seed: number) => MonoAudio): Condition {
  return { name, spoil: (sounds, first) => sounds.map((sound, i) => spoil(sound, first + i)) };
}

export const conditions: readonly Condition[] = [
  each("clean", (sound) => sound),
  ...[20, 10, 0].map((decibels) => each(`white noise, ${decibels} dB`, (sound, seed) => noisy(sound, decibels, seed))),
  each("telephone, mu-law", telephone),
  { name: "MP3, 32 kbit/s", spoil: (sounds) => coded(sounds, "libmp3lame", "mp3") },
  { name: "AAC, 32 kbit/s", spoil: (sounds) => coded(sounds, "aac", "m4a") },
  each("clipped", clipped),
  each("a room's echo", echoed),
];

/** Changes of the speed in turn, with pitch and formants. */
const speeds = [0.92, 0.96, 1.04, 1.08] as const;

/** The conditions of the copies with which training can be augmented. */
export const copies: readonly Condition[] = [
  each("noise, 10 to 30 dB", ({ samples, sampleRate }) => {
    const copy = new Float32Array(samples.length);
    noisyCopy(sourceOf(samples, sampleRate)).read(0, copy);
    return { samples: copy, sampleRate };
  }),
  each("telephone", telephone),
  each("speed", ({ samples, sampleRate }, seed) => ({
    samples,
    sampleRate: Math.round(sampleRate * speeds[seed % speeds.length]!),
  })),
  {
    name: "formants",
    spoil: (sounds, first) => sounds.map((sound, i) => warped(sound, speeds[(first + i) % speeds.length]!)),
  },
];

/** White noise at the given number of decibels below the recording's mean power. */
function noisy({ samples, sampleRate }: MonoAudio, decibels: number, seed: number): MonoAudio {
  const normal = normalNumbers(seed);
  const level = rootMeanSquare(samples) * 10 ** (-decibels / 20);
  return { samples: samples.map((value) => value + level * normal()), sampleRate };
}

const telephoneRate = 8_000;
const [lowestHz, highestHz] = [300, 3_400];
const halfTaps = 128;

/** Telephone: 300 to 3,400 Hz at 8 kHz, with 8-bit mu-law samples. */
function telephone({ samples, sampleRate }: MonoAudio): MonoAudio {
  const narrow = resample(samples, sampleRate, telephoneRate);
  // A band-pass as the difference of two low-passes, windowed sincs.
  const sinc = (hertz: number, k: number): number =>
    k === 0 ? (2 * hertz) / telephoneRate : Math.sin((2 * Math.PI * hertz * k) / telephoneRate) / (Math.PI * k);
  const taps = Float64Array.from({ length: 2 * halfTaps + 1 }, (_, i) => {
    const k = i - halfTaps;
    return (sinc(highestHz, k) - sinc(lowestHz, k)) * (0.5 + 0.5 * Math.cos((Math.PI * k) / (halfTaps + 1)));
  });
  const levels = Float32Array.from(mulawValues).sort();
  return { samples: narrow.map((_, t) => nearest(levels, filtered(narrow, taps, t))), sampleRate: telephoneRate };
}

function filtered(samples: Float32Array, taps: Float64Array, t: number): number {
  let sum = 0;
  for (let i = 0; i < taps.length; i++) sum += taps[i]! * (samples[t + i - halfTaps] ?? 0);
  return sum;
}

/** The level nearest to a value. @param levels ascending */
function nearest(levels: Float32Array, value: number): number {
  let [low, high] = [0, levels.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (levels[middle]! <= value) low = middle;
    else high = middle;
  }
  return value - levels[low]! < levels[high]! - value ? levels[low]! : levels[high]!;
}

/**
 * Amplified until the loudest 0.1 % lie 20 dB above full scale, then clipped at full scale: a microphone with far too
 * much gain.
 */
function clipped({ samples, sampleRate }: MonoAudio): MonoAudio {
  const loud = samples.map(Math.abs).sort()[Math.floor(0.999 * samples.length)]!;
  const gain = 10 / Math.max(loud, 1e-6);
  return { samples: samples.map((value) => Math.min(Math.max(gain * value, -1), 1)), sampleRate };
}

const reverberationSec = 0.6;
const nReflections = 300;

/** Reflections at random times that decay by 60 dB in 0.6 s and are together as strong as the direct sound. */
function echoed({ samples, sampleRate }: MonoAudio, seed: number): MonoAudio {
  const random = uniform32(seed + 1);
  const reflections = Array.from({ length: nReflections }, () => {
    const afterSec = 0.003 + reverberationSec * random();
    return {
      delay: Math.round(afterSec * sampleRate),
      gain: (random() < 0.5 ? -1 : 1) * 10 ** ((-3 * afterSec) / reverberationSec),
    };
  });
  const energy = Math.sqrt(reflections.reduce((sum, { gain }) => sum + gain * gain, 0));
  const heard = Float32Array.from(samples);
  for (const { delay, gain } of reflections)
    for (let t = delay; t < samples.length; t++) heard[t]! += (gain / energy) * samples[t - delay]!;
  const peak = heard.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return { samples: heard.map((value) => value / peak), sampleRate };
}

/** Silence between recordings that are encoded together. */
const gapSec = 0.3;

/** Encodes with ffmpeg at 32 kbit/s and decodes again, all in one file. @throws Error if ffmpeg cannot do it */
function coded(sounds: readonly MonoAudio[], encoder: string, extension: string): MonoAudio[] {
  const [{ sampleRate } = { sampleRate: 0 }] = sounds;
  if (sounds.some((sound) => sound.sampleRate !== sampleRate)) throw new Error("recordings of different rates");
  const gap = Math.round(gapSec * sampleRate);
  const starts: number[] = [];
  let length = gap;
  for (const { samples } of sounds) {
    starts.push(length);
    length += samples.length + gap;
  }
  const joined = new Float32Array(length);
  sounds.forEach(({ samples }, i) => joined.set(samples, starts[i]));
  const directory = mkdtempSync(path.join(tmpdir(), "ser-robustness-"));
  try {
    const [before, between, after] = ["before.wav", `between.${extension}`, "after.wav"].map((name) =>
      path.join(directory, name),
    ) as [string, string, string];
    writeFileSync(before, floatWav({ samples: joined, sampleRate }));
    ffmpeg(["-i", before, "-c:a", encoder, "-b:a", "32k", between]);
    ffmpeg(["-i", between, "-ar", String(sampleRate), "-c:a", "pcm_s16le", after]);
    const { samples: heard } = decodeAudio(readFileSync(after), { maxDurationSec: 3_600 });
    return sounds.map(({ samples }, i) => ({
      samples: heard.slice(starts[i], starts[i]! + samples.length),
      sampleRate,
    }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Formants moved by a factor, at the same pitch and speed: a longer or shorter vocal tract. Rubber Band keeps them. */
function warped({ samples, sampleRate }: MonoAudio, factor: number): MonoAudio {
  const directory = mkdtempSync(path.join(tmpdir(), "ser-robustness-"));
  try {
    const [before, after] = ["before.wav", "after.wav"].map((name) => path.join(directory, name)) as [string, string];
    writeFileSync(before, floatWav({ samples, sampleRate }));
    const moved = `asetrate=${Math.round(sampleRate * factor)}`;
    const restored = `rubberband=tempo=${1 / factor}:pitch=${1 / factor}:formant=preserved`;
    ffmpeg(["-i", before, "-af", `${moved},${restored},aresample=${sampleRate}`, "-c:a", "pcm_s16le", after]);
    return decodeAudio(readFileSync(after), { maxDurationSec: 3_600 });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function ffmpeg(args: readonly string[]): void {
  const { status, stderr, error } = spawnSync("ffmpeg", ["-v", "error", "-y", ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`ffmpeg: ${error?.message ?? stderr}`);
}

function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return Math.sqrt(sum / Math.max(samples.length, 1));
}

/** Random numbers from a standard normal distribution. Source: Box & Muller 1958. */
function normalNumbers(seed: number): () => number {
  const random = uniform32(seed + 1);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

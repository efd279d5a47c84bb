import { readFile } from "node:fs/promises";
import { openRecording } from "../audio/openRecording.js";
import { readMono } from "../audio/audioReader.js";
import { resample } from "../dsp/resampling/resample.js";
import { ParameterError } from "../shared/errors.js";
import { blocksOf, featureSetOf } from "./featureSet.js";
import { createExtractor } from "./extraction.js";

/** A recording, channels averaged. */
export interface AudioSamples {
  /** amplitudes, shape [nSamples] */
  readonly samples: Float32Array;
  /** Hz */
  readonly sampleRate: number;
}

export interface DecodeOptions {
  /** seconds to decode from the beginning. @defaultValue 360 */
  readonly maxDurationSec?: number;
}

/**
 * Decodes a whole recording, mono, at its own rate: WAVE natively; MP3, FLAC, Ogg and MP4 with the optional decoders or
 * ffmpeg.
 *
 * @param bytes the whole file
 * @throws InputError with a code such as "unsupported-audio", "corrupt-audio" or "decoder-missing"
 * @example const { samples, sampleRate } = await decodeAudio(await readFile("voice.wav"));
 */
export async function decodeAudio(bytes: Uint8Array, options: DecodeOptions = {}): Promise<AudioSamples> {
  const limits = { maxDurationSec: options.maxDurationSec ?? 360 };
  return readMono((await openRecording({ kind: "file", bytes }, limits)).audio);
}

export interface LoadOptions {
  /** Hz to resample to, or "native": the file's own. @defaultValue 22050, as librosa.load */
  readonly sampleRate?: number | "native";
  /** seconds to skip at the beginning. @defaultValue 0 */
  readonly offset?: number;
  /** maximum seconds to read. @defaultValue all */
  readonly duration?: number;
}

/**
 * Loads a file as librosa.load does: decoded, mono, cut and resampled with soxr's recipe HQ.
 *
 * @throws ParameterError if an option is out of range; InputError as decodeAudio, "too-short" if nothing is left; Node's error
 *   if the file cannot be read
 * @example const { samples } = await load("voice.wav", { sampleRate: 16_000 });
 */
export async function load(path: string, options: LoadOptions = {}): Promise<AudioSamples> {
  const { sampleRate = 22_050, offset = 0, duration = Infinity } = options;
  if (!(offset >= 0)) throw new ParameterError("offset", "at least 0", offset);
  if (!(duration > 0)) throw new ParameterError("duration", "above 0", duration);
  if (sampleRate !== "native" && !(Number.isInteger(sampleRate) && sampleRate > 0))
    throw new ParameterError("sampleRate", 'a positive integer or "native"', sampleRate);
  const audio = await decodeAudio(await readFile(path), { maxDurationSec: Math.min(360, offset + duration) });
  const first = Math.min(audio.samples.length - 1, Math.round(offset * audio.sampleRate));
  const samples = audio.samples.slice(first);
  if (sampleRate === "native" || sampleRate === audio.sampleRate) return { samples, sampleRate: audio.sampleRate };
  return { samples: resample(samples, audio.sampleRate, sampleRate), sampleRate };
}

export interface ExtractOptions {
  /** "study": 161 columns; "best": 1,364 functionals more. @defaultValue "study" */
  readonly recipe?: "study" | "best";
  /** Hz to resample to, or "native". @defaultValue 16000 */
  readonly sampleRate?: number | "native";
  /** seconds to analyse from the beginning. @defaultValue 360 */
  readonly maxDurationSec?: number;
}

export interface RecordingFeatures {
  /** as featureNames gives them */
  readonly names: readonly string[];
  /** shape [names.length] */
  readonly values: Float32Array;
  /** Hz that was analysed at */
  readonly sampleRate: number;
}

/**
 * The features of a recording, as in `ser features` and the models.
 *
 * @param bytes the whole file, of any format that decodeAudio reads
 * @throws InputError as decodeAudio, "too-short" if it is shorter than a frame; ParameterError if an option is out of
 *   range
 * @example const { names, values } = await extractFeatures(await readFile("voice.wav"));
 */
export async function extractFeatures(bytes: Uint8Array, options: ExtractOptions = {}): Promise<RecordingFeatures> {
  const { recipe = "study", sampleRate = 16_000, maxDurationSec = 360 } = options;
  const settings = { blocks: blocksOfRecipe(recipe), sampleRate, maxDurationSec };
  const extract = createExtractor(settings);
  const extraction = extract(await openRecording({ kind: "file", bytes }, settings));
  return {
    names: featureNames({ recipe }),
    values: Float32Array.from(extraction.features),
    sampleRate: extraction.sampleRate,
  };
}

/**
 * The names of a row's columns, in their order.
 *
 * @example featureNames().length // 161
 */
export function featureNames({ recipe = "study" }: Pick<ExtractOptions, "recipe"> = {}): readonly string[] {
  return featureSetOf(blocksOfRecipe(recipe)).columns.map(({ name }) => name);
}

function blocksOfRecipe(recipe: "study" | "best"): ReturnType<typeof blocksOf> {
  return blocksOf({ engine: "default", recipe, convolutions: false });
}

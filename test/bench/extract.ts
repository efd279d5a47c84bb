/**
 * `npm run bench -- extract --source DIR [--files N] [--json]`: the time per file, by stage and in total, and the files
 * per second through the threads, for our engine at 16 kHz and for meyda at the files' own rate; and the additional
 * time for the functionals of spectrum and voice.
 *
 * For each stage: the median over files of the fastest of several runs on one core. The total is that of the real
 * extractor, from the file on disk (in the page cache) to its features.
 */
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { openAudio } from "../../src/audio/decodeAudio.js";
import { functionals } from "../../src/dsp/speech/functionals.js";
import { createFeatureBackend } from "../../src/features/createFeatureBackend.js";
import {
  defaultExtractionSettings,
  defaultSampleRate,
  type EngineName,
  type ExtractionSettings,
} from "../../src/features/extraction.js";
import type { SampleSource } from "../../src/dsp/featureBackend.js";
import { noisyCopy } from "../../src/dsp/noisyCopy.js";
import { blocksOf } from "../../src/features/featureSet.js";
import { defaultThreads } from "../../src/shared/threads/threadPool.js";
import { createFeatureThreads } from "../../src/workers/extract/featureThreads.js";
import { wavExtractor } from "../support/extractors.js";
import { defaultStages, fastest, meydaStages, type Stages } from "./extractStages.js";

interface Figures {
  decodeMs: number;
  resampleMs: number;
  featuresMs: number;
  totalMs: number;
  filesPerSec: number;
}

/** meyda takes a few hundred times longer, so fewer files and runs suffice. */
const effort = {
  default: { files: 200, runs: 5, throughput: 2000 },
  meyda: { files: 12, runs: 1, throughput: 24 },
} as const;

export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      source: { type: "string" },
      files: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const files = values.source === undefined ? [] : wavFiles(values.source);
  if (files.length === 0) {
    process.stderr.write("usage: npm run bench -- extract --source DIR [--files N] [--json]   (DIR with .wav files)\n");
    process.exitCode = 2;
    return;
  }
  const max = Number(values.files ?? Infinity);
  const figures = {
    default: await measure("default", defaultStages(), files, max),
    meyda: await measure("meyda", meydaStages(), files, max),
  };
  const speech = measureFunctionals(files, max, (audio) => audio);
  const noisy = measureFunctionals(files, max, noisyCopy);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...figures, functionals: speech, noisyCopy: noisy })}\n`
      : `${table(figures)}${wordsOf("functionals", speech)}${wordsOf("functionals of a noisy copy", noisy)}`,
  );
}

interface FunctionalFigures {
  /** per file, including resampling */
  featuresMs: number;
  /** ms per second of audio */
  perSecond: number;
}

function wordsOf(name: string, { featuresMs, perSecond }: FunctionalFigures): string {
  return `${name}: ${featuresMs.toFixed(2)} ms a file besides, ${perSecond.toFixed(2)} a second of sound\n`;
}

/** Measures the functionals alone, on decoded files or copies of them. */
function measureFunctionals(
  files: readonly string[],
  max: number,
  copied: (audio: SampleSource) => SampleSource,
): FunctionalFigures {
  const { files: few, runs } = effort.default;
  const backend = createFeatureBackend();
  const limits = { maxDurationSec: defaultExtractionSettings.maxDurationSec };
  for (const file of evenly(files, 50)) functionals(backend.speech(openAudio(readFileSync(file), limits)));
  const timings = evenly(files, Math.min(few, max)).map((file) => {
    const audio = openAudio(readFileSync(file), limits);
    const { ms } = fastest(runs, () => functionals(backend.speech(copied(audio))));
    return { ms, perSecond: (ms * audio.sampleRate) / audio.frames };
  });
  return {
    featuresMs: median(timings.map(({ ms }) => ms)),
    perSecond: median(timings.map(({ perSecond }) => perSecond)),
  };
}

async function measure(engine: EngineName, stages: Stages, files: readonly string[], max: number): Promise<Figures> {
  const { files: few, runs, throughput } = effort[engine];
  const chosen = evenly(files, Math.min(few, max));
  const extract = wavExtractor(settingsOf(engine));
  const whole = (file: string): void => void extract(readFileSync(file));
  for (const file of chosen.slice(0, 50)) whole(file);

  const timings = chosen.map((file) => ({
    ...stages(readFileSync(file), runs),
    totalMs: fastest(runs, () => whole(file)).ms,
  }));
  return {
    decodeMs: median(timings.map(({ decodeMs }) => decodeMs)),
    resampleMs: median(timings.map(({ resampleMs }) => resampleMs)),
    featuresMs: median(timings.map(({ featuresMs }) => featuresMs)),
    totalMs: median(timings.map(({ totalMs }) => totalMs)),
    filesPerSec: await filesPerSec(engine, files, throughput),
  };
}

/** Files per second through the extraction worker's threads, each file read from disk, after a warm-up. */
async function filesPerSec(engine: EngineName, files: readonly string[], count: number): Promise<number> {
  const threads = createFeatureThreads(defaultThreads(), 200_000_000);
  const settings = settingsOf(engine);
  const extract = async (file: string): Promise<void> => {
    await threads.extract({ kind: "file", bytes: await readFile(file) }, settings);
  };
  let next = 0;
  const lane = async (end: number): Promise<void> => {
    while (next < end) await extract(files[next++ % files.length]!);
  };
  const run = async (end: number): Promise<void> => {
    await Promise.all(Array.from({ length: threads.threads + 2 }, async () => lane(end)));
  };
  await run(Math.ceil(count / 4));
  const before = next;
  const started = performance.now();
  await run(before + count);
  const seconds = (performance.now() - started) / 1000;
  await threads.close();
  return (next - before) / seconds;
}

function table(figures: Record<EngineName, Figures>): string {
  const lines = (["default", "meyda"] as const).map((engine) => {
    const { decodeMs, resampleMs, featuresMs, totalMs, filesPerSec: perSec } = figures[engine];
    const cells = [decodeMs, resampleMs, featuresMs, totalMs].map((ms) => ms.toFixed(2).padStart(10));
    return `${engine.padEnd(10)}${cells.join("")}${perSec.toFixed(1).padStart(10)}`;
  });
  const heads = ["decode", "resample", "features", "total", "files/s"].map((head) => head.padStart(10)).join("");
  return `ms a file ${heads}\n${lines.join("\n")}\n(files/s through ${defaultThreads()} threads)\n`;
}

function settingsOf(engine: EngineName): ExtractionSettings {
  const blocks = blocksOf({ engine, recipe: "study", convolutions: false });
  return { ...defaultExtractionSettings, blocks, sampleRate: defaultSampleRate(engine) };
}

function wavFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.toLowerCase().endsWith(".wav"))
    .sort()
    .map((name) => path.join(folder, name));
}

function evenly<T>(values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.floor((i * values.length) / count)]!);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

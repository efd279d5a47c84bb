import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { searchProtocols } from "../evaluation/nestedCrossValidation.js";
import { quickstartGrid } from "../evaluation/paramGrid.js";
import { defaultSampleRate } from "../features/extraction.js";
import { engineNames } from "../features/featureSet.js";
import {
  type AskedSettings,
  askedSettingsSchema,
  defaultRecipe,
  forestNames,
  modalityChoices,
  recipeNames,
  runSettingsSchema,
  type RunSettings,
} from "../runs/jobs.js";
import { parseRunFile, type RunFile } from "../runs/runFile.js";
import { parseSource } from "../shared/objects/source.js";
import { type DataSetChoice, dataSetChoices, knownEmotions } from "../corpus/dataSets.js";
import { channels } from "../corpus/ravdess.js";
import { UsageError } from "../shared/errors.js";
import {
  collect,
  durationOption,
  emotionMapFile,
  gridFile,
  integer,
  list,
  maxDurationOption,
  names,
  oneOf,
  runName,
  sampleRateOption,
  words,
} from "./options.js";

/** The options that `ser run`, `ser produce` and `ser quickstart` share: how a run treats its source. */
export interface RunOptions extends Pick<
  RunSettings,
  | "store"
  | "engine"
  | "recipe"
  | "modality"
  | "filesPerJob"
  | "maxQueued"
  | "forest"
  | "protocol"
  | "nested"
  | "pruneSteps"
> {
  run?: string;
  dataset: DataSetChoice;
  emotionMap?: Record<string, string>;
  labels?: string;
  excludeSpeakers?: string[];
  onlySpeakers?: string[];
  testSpeakers?: string[];
  emotions?: string[];
  recompute?: boolean;
  prefix?: string[];
  convolutions?: boolean;
  noisyCopies?: boolean;
  embedding?: string;
  sampleRate?: RunSettings["sampleRate"];
  maxDuration: RunSettings["maxDurationSec"];
  duration?: RunSettings["maxDurationSec"];
  channel: RunSettings["channels"];
  keepDuplicates?: boolean;
  grid?: RunSettings["grid"];
}

/** The additional options of `ser run` and `ser quickstart`. */
export interface LocalOptions {
  out: string;
  threads: number;
  maxBytes: number;
  followLinks?: boolean;
  installRedis?: boolean;
  embedding?: string;
}

const defaults = runSettingsSchema.parse({ source: "-" });

export function addRunOptions(command: Command): Command {
  return command
    .option("--run <name>", "name of the run (default: derived from the source)", runName)
    .option(
      "--store <place>",
      "where to store feature rows: redis, or a directory or s3://bucket/prefix for Parquet files",
      defaults.store,
    )
    .option(
      "--prefix <folder>",
      "list only this folder of the source (repeatable; folders are listed in parallel)",
      collect,
    )
    .option("--recompute", "recompute files whose rows are already in the store")
    .option(
      "--engine <name>",
      "default (agrees with librosa) or meyda (the meyda library's definitions)",
      oneOf(...engineNames),
      defaults.engine,
    )
    .option(
      "--recipe <name>",
      "best (the study's forests and linear models on functionals; the better one predicts) or study (its forests alone)",
      oneOf(...recipeNames),
      defaultRecipe,
    )
    .option(
      "--convolutions",
      "add random convolutions to the vote (default: if the speakers share a few sentences; not with --recipe study)",
    )
    .option("--no-convolutions", "functionals alone: smaller rows, and models that export to ONNX")
    .option(
      "--noisy-copies",
      "also train the linear models on a copy of each recording with noise (default as for --convolutions)",
    )
    .option("--no-noisy-copies", "train on the recordings alone")
    .option(
      "--embedding <file>",
      "learn from the frames of this ONNX model instead of functionals, such as WavLM (docs/embeddings.md)",
    )
    .addOption(sampleRateOption())
    .addOption(maxDurationOption())
    .addOption(durationOption())
    .option("--channel <list>", "vocal channels", list(channels, 1), [...defaults.channels])
    .option(
      "--modality <name>",
      "any uses audio-video files too, one file per trial",
      oneOf(...modalityChoices),
      defaults.modality,
    )
    .option("--keep-duplicates", "use copies of recordings too, and with --modality any all files of a trial")
    .option(
      "--dataset <name>",
      "naming scheme of the files: auto recognises each data set by its names",
      oneOf(...dataSetChoices),
      defaults.dataset,
    )
    .option(
      "--labels <file>",
      "labels instead of file names: FILE.csv or FILE.parquet with columns file, emotion, speaker, local or on S3; emobox:DIR or audformat:DIR",
    )
    .option("--exclude-speakers <list>", "leave these speakers out (comma-separated)", names)
    .option("--only-speakers <list>", "use only these speakers (comma-separated)", names)
    .option("--test-speakers <list>", "keep these speakers for a final test: no model learns from them", names)
    .option(
      "--emotion-map <file>",
      'JSON object that maps labels to emotions, in addition to the usual mapping, such as {"joy": "happy"}',
      emotionMapFile,
    )
    .option(
      "--emotions <list>",
      "emotions to classify (comma-separated; default: calm,happy,sad,surprised for RAVDESS, all for other data sets)",
      words(2),
    )
    .option("--files-per-job <n>", "files per extraction job", integer(1, 1_000), defaults.filesPerJob)
    .option("--max-queued <n>", "pause listing while more files than this are queued", integer(1), defaults.maxQueued)
    .option("--forest <name>", "default, or ml-random-forest as a baseline", oneOf(...forestNames), defaults.forest)
    .option("--grid <file>", "JSON file with the parameters to search (default: 96 candidates)", gridFile)
    .option(
      "--protocol <name>",
      "how the search divides recordings into folds",
      oneOf(...searchProtocols),
      defaults.protocol,
    )
    .option("--no-nested", "skip the nested cross-validation")
    .option(
      "--prune-steps <n>",
      "number of times to drop the least important 5 % of features",
      integer(1, 50),
      defaults.pruneSteps,
    );
}

/** The setting that each option sets. */
const settingOf: Readonly<Partial<Record<keyof RunOptions, keyof RunSettings>>> = {
  prefix: "prefixes",
  duration: "maxDurationSec",
  channel: "channels",
};

/**
 * The settings of a run from a configuration file, overridden by the command line.
 *
 * @param source on the command line; undefined: the file's
 * @param given  the options given on the command line, as opposed to their defaults
 * @throws ConfigError listing everything that is wrong with the file
 */
export function settingsFromFile(
  { settings }: RunFile,
  source: string | undefined,
  options: RunOptions,
  given: ReadonlySet<string>,
): AskedSettings {
  const typed = runSettings(source ?? settings.source, options);
  const named = (Object.keys(options) as (keyof RunOptions)[]).flatMap((option) =>
    given.has(option) ? [settingOf[option] ?? (option as keyof RunSettings)] : [],
  );
  const overrides = Object.fromEntries(
    Object.entries(typed).filter(([name]) => name === "source" || named.includes(name as keyof RunSettings)),
  );
  const automatic = settings.automatic.filter((name) => !given.has(name));
  return askedSettingsSchema.parse({ ...settings, ...overrides, automatic });
}

/** The file that `--config` names. @throws InvalidArgumentError if it cannot be read or is not such a file */
export function configFile(path: string): RunFile {
  try {
    return parseRunFile(readFileSync(path, "utf8"), path);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

export function runSettings(source: string, options: RunOptions, quick = false): AskedSettings {
  parseSource(source); // a word that is not a source is a usage error, reported before anything starts
  requireKnown(options);
  const grid = options.grid ?? (quick ? { name: "quickstart", text: JSON.stringify(quickstartGrid) } : undefined);
  return askedSettingsSchema.parse({
    source,
    prefixes: foldersOf(options.prefix),
    store: options.store,
    recompute: options.recompute === true,
    engine: options.engine,
    recipe: options.recipe,
    convolutions: options.convolutions ?? "auto",
    noisyCopies: options.noisyCopies ?? "auto",
    sampleRate: options.sampleRate ?? defaultSampleRate(options.engine),
    maxDurationSec: options.duration ?? options.maxDuration,
    channels: options.channel,
    modality: options.modality,
    keepDuplicates: options.keepDuplicates === true,
    dataset: options.dataset,
    emotionMap: options.emotionMap,
    labels: options.labels,
    excludeSpeakers: options.excludeSpeakers,
    onlySpeakers: options.onlySpeakers,
    testSpeakers: options.testSpeakers,
    emotions: options.emotions ?? "auto",
    filesPerJob: options.filesPerJob,
    maxQueued: options.maxQueued,
    forest: options.forest,
    ...(grid === undefined ? {} : { grid }),
    protocol: options.protocol,
    nested: options.nested,
    pruneSteps: options.pruneSteps,
  });
}

/** Rejects a misspelt emotion at once, if the file names determine the emotions. */
function requireKnown({ emotions = [], emotionMap = {}, labels }: RunOptions): void {
  if (labels !== undefined) return;
  const known = [...new Set([...knownEmotions, ...Object.values(emotionMap)])];
  for (const word of emotions)
    if (!known.includes(word))
      throw new UsageError(`--emotions: unknown value ${JSON.stringify(word)}; expected ${known.join(", ")}`);
}

/** Folders as prefixes of keys. Of nested folders only the outer one is kept, so that no file is listed twice. */
function foldersOf(prefixes: readonly string[] = [""]): string[] {
  const folders = [
    ...new Set(prefixes.map((prefix) => (prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`))),
  ];
  return folders.filter((folder) => !folders.some((outer) => outer !== folder && folder.startsWith(outer))).sort();
}

/** A run named after its source: the last part of its path. */
export function nameAfter(source: string): string {
  const { kind } = parseSource(source);
  if (kind === "several") return source.split("\n").map(nameAfter).join("-").slice(0, 64);
  const last = source.replace(/\/+$/, "").split("/").at(-1) ?? "";
  const cleaned = last.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  return cleaned.slice(0, 64) || "run";
}

import { open } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { AudioReader } from "../audio/audioReader.js";
import { RecordingReader } from "../audio/recordingReader.js";
import { openRecording } from "../audio/openRecording.js";
import { loadModels } from "../models/loadModels.js";
import { predictOverTime } from "../models/predictOverTime.js";
import type { RunModels } from "../models/runModels.js";
import { commandConfig } from "./commandConfig.js";
import { ConfigError, UsageError } from "../shared/errors.js";
import { openObjectStore } from "../shared/objects/openObjectStore.js";
import { type OverTimeFormat, overTimeFormats, overTimeWriter } from "../models/overTimeText.js";
import type { PredictCommandOptions } from "./predictCommand.js";
import { print, say } from "./say.js";

export interface OverTimeCommandOptions extends PredictCommandOptions {
  readonly window: number;
  readonly hop?: number;
}

/** A recording of a working day; longer ones are cut off. */
const maxDurationSec = 8 * 3_600;

/** `ser predict FILE --window 3 --hop 1`: returns the exit code. */
export async function predictOverTimeCommand(
  sources: readonly string[],
  options: OverTimeCommandOptions,
): Promise<number> {
  const [source] = sources;
  if (source === undefined || sources.length > 1 || source === "-")
    throw new UsageError("--window: expected one recording, a file or s3://bucket/key");
  if (options.models === undefined || options.models === "redis")
    throw new UsageError("--window: expected --models DIR/models of a finished run");
  if (options.speaker !== undefined) throw new UsageError("--window cannot be combined with --speaker");
  const format = formatOf(options);
  const models = await modelsAt(options.models);
  const audio = await openAudioOf(source, options);
  const labels = models.bySet.get("all")?.labels ?? [];
  const writer = overTimeWriter(format, labels);
  const file = options.out === undefined ? undefined : await open(options.out, "w");
  const write = async (text: string): Promise<void> => (file === undefined ? print(text) : file.appendFile(text));
  try {
    await write(writer.head);
    const windows = predictOverTime(
      audio,
      models,
      { windowSec: options.window, hopSec: options.hop ?? options.window },
      {
        gender: options.gender,
        minGenderConfidence: options.minGenderConfidence,
        embedding: options.embedding ?? commandConfig().embedding,
      },
    );
    let [predicted, all] = [0, 0];
    for await (const window of windows) {
      all += 1;
      if (window.prediction !== null) predicted += 1;
      const { start, end, speech, prediction } = window;
      const said = { emotion: prediction?.emotion ?? null, probabilities: prediction?.probabilities ?? null };
      await write(writer.line({ start, end, speech, ...said }));
    }
    if (options.out !== undefined) say(`${options.out}: ${predicted} of ${all} windows contain enough speech`);
    return 0;
  } finally {
    await file?.close();
  }
}

function formatOf({ out, json }: OverTimeCommandOptions): OverTimeFormat {
  if (out === undefined) return json === true ? "json" : "csv";
  const extension = out.split(".").at(-1)!.toLowerCase();
  const format = overTimeFormats.find((each) => each === extension);
  if (format === undefined)
    throw new UsageError(`--out ${out}: with --window, expected a name ending in .json, .csv or .vtt`);
  return format;
}

async function modelsAt(place: string): Promise<RunModels> {
  try {
    return await loadModels(place);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError([`${place}: --window needs DIR/models of a finished run (${error.message})`], {
      cause: error,
    });
  }
}

async function openAudioOf(source: string, { maxBytes, followLinks }: OverTimeCommandOptions): Promise<AudioReader> {
  const { s3 } = commandConfig();
  const isS3 = /^s3:\/\//i.test(source);
  const slash = source.lastIndexOf("/");
  const [place, key] = isS3
    ? [source.slice(0, slash), source.slice(slash + 1)]
    : [dirname(resolve(source)), basename(source)];
  const reader = new RecordingReader(await openObjectStore(place, { ...s3, followLinks }), { maxBytes });
  try {
    const { sound } = await reader.fetch(key, { maxDurationSec });
    return (await openRecording(sound, { maxDurationSec })).audio;
  } finally {
    await reader.close();
  }
}

import { InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { ParameterError } from "../shared/errors.js";
import { defaultExtractionSettings } from "../features/extraction.js";
import { isBasePath } from "../dashboard/http/basePath.js";
import { parseParamGrid } from "../evaluation/parseParamGrid.js";
import type { GenderChoice } from "../models/prediction.js";
import { speakerIdPattern } from "../models/enrolledSpeaker.js";
import { runNamePattern } from "../runs/jobs.js";
import { defaultThreads } from "../shared/threads/threadPool.js";
import { readFileSync } from "node:fs";

/** Parsers of the command line's values; the error of each says what it expects. */

export function integer(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max || text.trim() === "")
      throw new InvalidArgumentError(
        max === Number.MAX_SAFE_INTEGER
          ? `expected a whole number of at least ${min}.`
          : `expected a whole number from ${min} to ${max}.`,
      );
    return value;
  };
}

/** An option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** A path to serve the dashboard below, such as /ser. */
export function basePath(text: string): string {
  const path = text.replace(/\/+$/, "");
  if (!isBasePath(path)) throw new InvalidArgumentError("expected a path such as /ser.");
  return path;
}

export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError("expected a number above 0.");
  return value;
}

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError("expected a number from 0 to 1.");
  return value;
}

export function sampleRate(text: string): number | "native" {
  if (text === "native") return "native";
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1_000 || value > 384_000)
    throw new InvalidArgumentError("expected native or a rate from 1000 to 384000 Hz.");
  return value;
}

/** The values that an option's parser accepts, for help and completion. */
export interface KnowsChoices {
  readonly choices: readonly string[];
  /** several, separated by commas */
  readonly isList: boolean;
}

export function list<T extends string>(known: readonly T[], min: number): ((text: string) => T[]) & KnowsChoices {
  const parse = (text: string): T[] => {
    const values = [...new Set(text.split(",").map((part) => part.trim()))];
    for (const value of values)
      if (!(known as readonly string[]).includes(value))
        throw new InvalidArgumentError(`unknown value ${JSON.stringify(value)}; expected ${known.join(", ")}.`);
    if (values.length < min) throw new InvalidArgumentError(`expected at least ${min} values, separated by commas.`);
    return values as T[];
  };
  return Object.assign(parse, { choices: known, isList: true });
}

export function oneOf<T extends string>(...known: readonly T[]): ((text: string) => T) & KnowsChoices {
  const parse = list(known, 1);
  return Object.assign((text: string): T => parse(text)[0]!, { choices: known, isList: false });
}

/** Any words, separated by commas. */
export function words(min: number): (text: string) => string[] {
  return (text) => {
    const values = [...new Set(text.split(",").map((part) => part.trim().toLowerCase()))];
    if (values.length < min || values.includes(""))
      throw new InvalidArgumentError(`expected at least ${min} values, separated by commas.`);
    return values;
  };
}

/** Names, separated by commas. */
export function names(text: string): string[] {
  const values = [...new Set(text.split(",").map((part) => part.trim()))];
  if (values.includes("")) throw new InvalidArgumentError("expected names, separated by commas.");
  return values;
}

/** A JSON file that maps words for emotions to emotions. */
export function emotionMapFile(path: string): Record<string, string> {
  try {
    return z.record(z.string(), z.string().min(1)).parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const problem =
      error instanceof z.ZodError ? 'expected an object such as {"joy": "happy"}' : (error as Error).message;
    throw new InvalidArgumentError(`${path}: ${problem}.`);
  }
}

export function womanOrMan(text: string): "woman" | "man" {
  const word = genderWords.get(text.toLowerCase());
  if (word === undefined) throw new InvalidArgumentError("expected woman or man (or female, male, f, m).");
  return word;
}

export function genderOrAuto(text: string): GenderChoice {
  if (text === "auto") return text;
  const word = genderWords.get(text.toLowerCase());
  if (word === undefined) throw new InvalidArgumentError("expected woman, man (or female, male, f, m) or auto.");
  return word;
}

/** The spellings that people and other data sets use. */
const genderWords = new Map<string, "woman" | "man">([
  ["woman", "woman"],
  ["female", "woman"],
  ["f", "woman"],
  ["w", "woman"],
  ["man", "man"],
  ["male", "man"],
  ["m", "man"],
]);

export function runName(text: string): string {
  if (!runNamePattern.test(text))
    throw new InvalidArgumentError("expected 1 to 64 letters, digits, dots, hyphens or underscores.");
  return text;
}

export function speakerId(text: string): string {
  if (!speakerIdPattern.test(text))
    throw new InvalidArgumentError("expected 1 to 64 letters, digits, dots, hyphens or underscores.");
  return text;
}

/** A grid file: checked here, named in the report. */
export function gridFile(path: string): { name: string; text: string } {
  try {
    const text = readFileSync(path, "utf8");
    parseParamGrid(text);
    return { name: path, text };
  } catch (error) {
    if (error instanceof ParameterError) throw new InvalidArgumentError(`${path}: ${error.message}.`);
    throw new InvalidArgumentError(`${path}: ${(error as Error).message}.`);
  }
}

export function threadsOption(): Option {
  return new Option("--threads <n>", "number of compute threads")
    .argParser(integer(1, 1_024))
    .default(defaultThreads(), "one per core");
}

/** The former name of --out in some commands, for existing scripts. */
export function formerNameOfOut(): Option {
  return new Option("--from <dir>").hideHelp();
}

export function drainOption(): Option {
  return new Option("--drain-sec <n>", "on shutdown, let running jobs finish for this long, then requeue them")
    .argParser(integer(0, 86_400))
    .default(90);
}

export function spotOption(): Option {
  return new Option("--spot", "shut down when EC2 announces a spot interruption or scale-in of this instance");
}

export function metricsPortOption(): Option {
  return new Option(
    "--metrics-port <n>",
    "serve Prometheus /metrics and /healthz on this port; 0 for any free port (default: SER_METRICS_PORT, or none)",
  ).argParser(integer(0, 65_535));
}

export function sampleRateOption(): Option {
  return new Option(
    "--sample-rate <hz>",
    "rate to resample to, or native (default: 16000; native with --engine meyda)",
  ).argParser(sampleRate);
}

export function maxDurationOption(): Option {
  return new Option(
    "--max-duration <sec>",
    "analyse at most this much of each recording; the row notes its full length",
  )
    .argParser(positive)
    .default(defaultExtractionSettings.maxDurationSec);
}

/** The former name of --max-duration. */
export function durationOption(): Option {
  return new Option("--duration <sec>").argParser(positive).hideHelp();
}

export function followLinksOption(): Option {
  return new Option(
    "--follow-links",
    "follow symbolic links that leave the directory (otherwise rejected as access-denied)",
  );
}

export function installRedisOption(): Option {
  return new Option("--no-install-redis", "do not install Redis if it is missing (as root on Debian, by apt-get)");
}

/** For commands that compute features of runs or models made with an embedding. */
export function embeddingOption(): Option {
  return new Option(
    "--embedding <file>",
    "ONNX file of the embedding model that the run or the models were made with (default: SER_EMBEDDING)",
  );
}

const megabyte = 1_000_000;

export function maxBytesOption(): Option {
  return new Option(
    "--max-bytes <n>",
    "maximum bytes to fetch per file; larger files are rejected (for a video, its audio counts)",
  )
    .argParser(integer(1))
    .default(200 * megabyte, "200 MB");
}

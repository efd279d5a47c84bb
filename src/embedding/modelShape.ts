import { ConfigError } from "../shared/errors.js";
import type { EmbeddingOptions } from "./embeddingOptions.js";
import type { OnnxSession, OnnxValue } from "./onnxRuntime.js";

/** What a model takes. */
export interface ModelInput {
  readonly name: string;
  /** whether samples have a dimension for the batch before them; a log-mel spectrogram always has */
  readonly isBatch: boolean;
  /** bands of the log-mel spectrogram; undefined for samples */
  readonly bands: number | undefined;
  /** samples of a window: at most this many, or if isFixed exactly */
  readonly windowSamples: number;
  readonly isFixed: boolean;
}

const samplesPerSec = 16_000;
/** Samples from one frame of the log-mel spectrogram to the next. */
const samplesPerMelFrame = 160;
const bandCounts: readonly number[] = [80, 128];
/** The longest that a fixed input may be. */
const longestSec = 360;

/** @throws ConfigError saying what was expected and what was found */
export function inputOf(path: string, session: OnnxSession, { input: kind, windowSec }: EmbeddingOptions): ModelInput {
  const inputs = tensorsOf(path, session.inputMetadata);
  const [only] = inputs;
  if (only === undefined || inputs.length > 1)
    throw unusable(path, `expected one input, found ${inputs.length}: ${inputs.map(words).join(", ")}`);
  const { name, type, shape = [] } = only;
  const isSamples = kind === "samples";
  const expected = isSamples ? "float32 [batch, samples] or [samples]" : "float32 [batch, bands, frames]";
  const isRank = isSamples ? shape.length === 1 || shape.length === 2 : shape.length === 3;
  if (type !== "float32" || !isRank) {
    const advice = isSamples && shape.length === 3 ? '; for a model of log-mel spectrograms, {"input": "logmel"}' : "";
    throw unusable(path, `wrong input: expected ${expected}, found ${words(only)}${advice}`);
  }
  const isBatch = shape.length > 1;
  if (isBatch && typeof shape[0] === "number" && shape[0] > 1)
    throw unusable(path, `wrong input: expected a batch of 1 or of any size, found ${words(only)}`);
  const bands = isSamples ? undefined : (sizeOf(shape[1]) ?? bandCounts[0]!);
  if (bands !== undefined && !bandCounts.includes(bands))
    throw unusable(path, `wrong input: expected ${bandCounts.join(" or ")} mel bands, found ${words(only)}`);
  const length = sizeOf(shape.at(-1));
  if (length === undefined) return { name, isBatch, bands, windowSamples: windowSec * samplesPerSec, isFixed: false };
  const windowSamples = length * (isSamples ? 1 : samplesPerMelFrame);
  if (windowSamples < samplesPerSec / 10 || windowSamples > longestSec * samplesPerSec)
    throw unusable(path, `wrong input: expected windows of 0.1 to ${longestSec} s, found ${words(only)}`);
  return { name, isBatch, bands, windowSamples, isFixed: true };
}

/** Finds the output whose frames are averaged. @throws ConfigError if the model has no such output */
export function outputOf(path: string, session: OnnxSession, { output: wanted }: EmbeddingOptions): string {
  const outputs = tensorsOf(path, session.outputMetadata);
  const candidates = wanted === null ? outputs : outputs.filter(({ name }) => name === wanted);
  if (candidates.length === 0)
    throw unusable(
      path,
      `no output ${JSON.stringify(wanted)}: expected one of ${outputs.map(({ name }) => name).join(", ")}`,
    );
  const found = candidates.find(({ type, shape = [] }) => type === "float32" && shape.length === 3);
  if (found !== undefined) return found.name;
  throw unusable(
    path,
    `no output of frames: expected float32 [batch, frames, dimensions], found ${candidates.map(words).join(", ")}`,
  );
}

function tensorsOf(path: string, values: readonly OnnxValue[] | undefined): readonly OnnxValue[] {
  if (values !== undefined) return values;
  throw unusable(
    path,
    "this ONNX Runtime does not say what the model takes: npm install --ignore-scripts onnxruntime-node@latest",
  );
}

function sizeOf(dimension: number | string | undefined): number | undefined {
  return typeof dimension === "number" && dimension > 0 ? dimension : undefined;
}

function words({ name, type, shape }: OnnxValue): string {
  return `${name} ${type ?? "of no tensor"} [${(shape ?? []).map((size) => (size === "" ? "?" : size)).join(", ")}]`;
}

function unusable(path: string, problem: string): ConfigError {
  return new ConfigError([`${path}: ${problem}`]);
}

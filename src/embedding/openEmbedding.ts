import { whisperLogMel } from "../dsp/whisperLogMel.js";
import { ConfigError, InputError } from "../shared/errors.js";
import type { EmbeddingFile } from "./embeddingFile.js";
import { type EmbeddingBlockName, embeddingName } from "./embeddingName.js";
import { FramePool } from "./framePool.js";
import { inputOf, type ModelInput, outputOf } from "./modelShape.js";
import { firstLine, loadOnnxRuntime, type OnnxRuntime, type OnnxSession, type OnnxTensor } from "./onnxRuntime.js";

/** Hz of the samples that models get. */
export const embeddingRate = 16_000;

/** A model that turns a recording into columns. */
export interface Embedding {
  readonly file: Pick<EmbeddingFile, "path" | "sha256" | "options" | "digest">;
  readonly block: EmbeddingBlockName;
  readonly columns: number;
  /**
   * @param samples mono at 16,000 Hz
   * @returns mean and standard deviation over time of each dimension of the frames, all finite, shape [columns]
   * @throws InputError "bad-embedding" if the model fails on this recording or its frames are not finite
   */
  compute(samples: Float32Array): Promise<Float64Array>;
  close(): Promise<void>;
}

/**
 * Opens an embedding model and tries it on a second of audio. Recordings are never padded to a common length: that would
 * change what attention and normalisation layers see, so a recording's columns do not depend on the others.
 *
 * @param runtime loads ONNX Runtime; tests replace it
 * @throws ConfigError, one sentence: the runtime is missing, it cannot load the model, or the model's input or output is
 *   not of the expected type and shape, or its output is not finite
 */
export async function openEmbedding(
  { bytes, ...file }: EmbeddingFile,
  runtime: () => OnnxRuntime = loadOnnxRuntime,
): Promise<Embedding> {
  const { path } = file;
  const onnx = runtime();
  // One thread a session: the programs run a session in each of their threads.
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };
  const session = await onnx.InferenceSession.create(bytes, options).catch((error: unknown) => {
    throw new ConfigError([`${path}: ONNX Runtime cannot load the model: ${firstLine(error)}`], { cause: error });
  });
  const input = inputOf(path, session, file.options);
  const output = outputOf(path, session, file.options);
  const framesOf = createFrames(onnx, session, input, output);
  const dimensions = await dimensionsOf(path, framesOf);
  const compute = async (samples: Float32Array): Promise<Float64Array> => {
    const pool = new FramePool(dimensions);
    for (const window of windowsOf(file.options.normalize ? normalized(samples) : samples, input.windowSamples))
      pool.add((await framesOf(window)).data);
    const columns = pool.columns();
    if (columns.every(Number.isFinite)) return columns;
    throw new InputError("bad-embedding", `the output of the embedding model ${path} is not finite (NaN or infinite)`);
  };
  await compute(probe).catch((error: unknown) => {
    throw error instanceof InputError ? new ConfigError([error.message], { cause: error }) : error;
  });
  const columns = 2 * dimensions;
  return {
    file,
    block: embeddingName({ columns, sha256: file.sha256, options: file.digest }),
    columns,
    compute,
    close: async () => session.release(),
  };
}

interface Frames {
  readonly dimensions: number;
  /** shape [nFrames, dimensions] */
  readonly data: Float32Array;
}

/** The frames of a window of at most `input.windowSamples` samples. */
function createFrames(
  { Tensor }: OnnxRuntime,
  session: OnnxSession,
  input: ModelInput,
  output: string,
): (window: Float32Array) => Promise<Frames> {
  const tensorOf = (samples: Float32Array): OnnxTensor => {
    if (input.bands === undefined)
      return new Tensor("float32", samples, input.isBatch ? [1, samples.length] : [samples.length]);
    const { rows, cols, data } = whisperLogMel(samples, input.bands);
    return new Tensor("float32", Float32Array.from(data), [1, rows, cols]);
  };
  return async (window) => {
    const padded = input.isFixed ? paddedTo(window, input.windowSamples) : window;
    const answer = await session.run({ [input.name]: tensorOf(padded) }, [output]).catch((error: unknown) => {
      const length = (window.length / embeddingRate).toFixed(2);
      throw new InputError("bad-embedding", `the embedding model failed on ${length} s of audio: ${firstLine(error)}`, {
        cause: error,
      });
    });
    const { dims, data } = answer[output]!;
    const [batch, nFrames = 0, dimensions = 0] = dims;
    if (dims.length !== 3 || batch !== 1 || nFrames * dimensions === 0 || !(data instanceof Float32Array))
      throw new InputError(
        "bad-embedding",
        `the embedding model's output ${output} has no frames: expected float32 [1, frames, dimensions], found ${answer[output]!.type} [${dims.join(", ")}]`,
      );
    // Of a padded window, the frames of the recording itself.
    const kept = Math.ceil((nFrames * window.length) / padded.length);
    return { dimensions, data: data.subarray(0, kept * dimensions) };
  };
}

async function dimensionsOf(path: string, framesOf: (window: Float32Array) => Promise<Frames>): Promise<number> {
  try {
    return (await framesOf(probe)).dimensions;
  } catch (error) {
    if (error instanceof InputError) throw new ConfigError([`${path}: ${error.message}`], { cause: error });
    throw error;
  }
}

/** A second of a rising tone, never silent, the same everywhere. */
const probe = Float32Array.from({ length: embeddingRate }, (_, n) => 0.1 * Math.sin(1e-6 * n * n + 0.05 * n));

/** Divides a recording evenly: no window is much shorter than the others, which would give it few frames or none. */
function windowsOf(samples: Float32Array, windowSamples: number): Float32Array[] {
  const count = Math.ceil(samples.length / windowSamples);
  const startOf = (i: number): number => Math.round((i * samples.length) / count);
  return Array.from({ length: count }, (_, i) => samples.subarray(startOf(i), startOf(i + 1)));
}

function paddedTo(samples: Float32Array, length: number): Float32Array {
  const padded = new Float32Array(length);
  padded.set(samples);
  return padded;
}

/** Mean 0 and variance 1, as the feature extractor of wav2vec 2.0 scales a recording. */
function normalized(samples: Float32Array): Float32Array {
  let [sum, sumSquares] = [0, 0];
  for (const value of samples) sum += value;
  const mean = sum / samples.length;
  for (const value of samples) sumSquares += (value - mean) ** 2;
  const scale = 1 / Math.sqrt(sumSquares / samples.length + 1e-7);
  return samples.map((value) => (value - mean) * scale);
}

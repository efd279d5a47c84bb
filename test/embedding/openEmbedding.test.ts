import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { whisperLogMel } from "../../src/dsp/whisperLogMel.js";
import { readEmbeddingFile } from "../../src/embedding/embeddingFile.js";
import { modelOfBlock } from "../../src/embedding/modelOfBlock.js";
import { loadOnnxRuntime } from "../../src/embedding/onnxRuntime.js";
import { type Embedding, openEmbedding } from "../../src/embedding/openEmbedding.js";
import { parseEmbeddingName } from "../../src/embedding/embeddingName.js";
import { writeFloats } from "../../src/forest/onnxFile.js";
import {
  convolution,
  convolutionModel,
  cosineFilters,
  embeddingFile,
  float64Type,
  onnxModel,
  type TestValue,
  writeOperator,
} from "../support/embeddingModels.js";

const nFilters = cosineFilters.length;

async function opened(bytes: Uint8Array, options?: object | string): Promise<Embedding> {
  return openEmbedding(await readEmbeddingFile(await embeddingFile(bytes, options)));
}

function tone(samples: number, frequencyHz: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, n) => 0.3 * Math.sin((2 * Math.PI * frequencyHz * n) / 16_000));
}

/** What the convolution's frames are, by its definition: shape [nFrames][nFilters]. */
function framesOf(samples: Float32Array): number[][] {
  const { stride, width } = convolution;
  const nFrames = Math.floor((samples.length - width) / stride) + 1;
  return Array.from({ length: nFrames }, (_, t) =>
    cosineFilters.map((filter) => filter.reduce((sum, weight, n) => sum + weight * samples[t * stride + n]!, 0)),
  );
}

function pooled(frames: readonly (readonly number[])[]): number[] {
  const means = cosineFilters.map((_, d) => frames.reduce((sum, frame) => sum + frame[d]! / frames.length, 0));
  const deviations = means.map((mean, d) =>
    Math.sqrt(frames.reduce((sum, frame) => sum + (frame[d]! - mean) ** 2 / frames.length, 0)),
  );
  return [...means, ...deviations];
}

function expectClose(found: ArrayLike<number>, expected: readonly number[], digits = 4): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, c) => expect(found[c]).toBeCloseTo(value, digits));
}

describe("a convolution with known weights", () => {
  test("returns the mean and standard deviation of its frames, from the first output that has frames", async () => {
    const embedding = await opened(convolutionModel({ filters: cosineFilters }));
    expect(embedding.columns).toBe(2 * nFilters);
    const samples = tone(20_000, 440);
    expectClose(await embedding.compute(samples), pooled(framesOf(samples)));
  });

  test("computes the same columns for a recording alone as among others of different lengths", async () => {
    const embedding = await opened(convolutionModel({ filters: cosineFilters }));
    const lengths = [2_048, 16_000, 5_001, 40_000, 2_048];
    const alone: Float64Array[] = [];
    for (const length of lengths) alone.push(await embedding.compute(tone(length, 200)));
    expect(alone[4]).toEqual(alone[0]);
    const together = await Promise.all(lengths.map(async (length) => embedding.compute(tone(length, 200))));
    expect(together).toEqual(alone);
    lengths.forEach((length, i) => expectClose(alone[i]!, pooled(framesOf(tone(length, 200)))));
  });

  test("uses the output that the file beside it or the metadata names", async () => {
    const samples = tone(8_000, 700);
    const expected = pooled(framesOf(samples)).map((value) => 2 * value);
    const beside = await opened(convolutionModel({ filters: cosineFilters }), { output: "doubled" });
    expectClose(await beside.compute(samples), expected);
    const metadata = { "speech-emotion-workers": '{"output": "doubled"}' };
    const inside = await opened(convolutionModel({ filters: cosineFilters, metadata }));
    expectClose(await inside.compute(samples), expected);
    const both = await opened(convolutionModel({ filters: cosineFilters, metadata }), { output: "frames" });
    expectClose(await both.compute(samples), pooled(framesOf(samples)));
  });

  test("receives long recordings in windows of equal length, and the frames of all are averaged", async () => {
    const embedding = await opened(convolutionModel({ filters: cosineFilters }), { windowSec: 1 });
    const samples = tone(40_000, 440); // 2.5 s: three windows
    const windows = [samples.subarray(0, 13_333), samples.subarray(13_333, 26_667), samples.subarray(26_667)];
    expectClose(await embedding.compute(samples), pooled(windows.flatMap(framesOf)));
  });

  test("with a fixed input receives zeros after the recording, and only the recording's own frames count", async () => {
    const embedding = await opened(convolutionModel({ filters: cosineFilters, samples: 16_000 }));
    const [samples, padded] = [tone(8_000, 440), new Float32Array(16_000)];
    padded.set(samples);
    const all = framesOf(padded);
    const own = all.slice(0, Math.ceil((all.length * 8_000) / 16_000));
    expectClose(await embedding.compute(samples), pooled(own));
  });

  test("receives samples of mean 0 and variance 1, if its options say so", async () => {
    const embedding = await opened(convolutionModel({ filters: cosineFilters }), { normalize: true });
    const samples = tone(16_000, 440).map((value) => value + 0.2);
    const [plain, loud] = [await embedding.compute(samples), await embedding.compute(samples.map((v) => 3 * v))];
    expectClose(loud, [...plain], 3);
    expectClose(plain, pooled(framesOf(tone(16_000, 440).map((value) => value / (0.3 * Math.SQRT1_2)))), 3);
  });

  test("names its block after the file's SHA-256, its columns and its options", async () => {
    const bytes = convolutionModel({ filters: cosineFilters });
    const { block, file } = await opened(bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(file.sha256).toBe(sha256);
    expect(parseEmbeddingName(block)).toMatchObject({ columns: 2 * nFilters, sha256: sha256.slice(0, 16) });
    const other = await opened(bytes, { output: "doubled" });
    expect(other.block).not.toBe(block);
    expect(parseEmbeddingName(other.block)!.sha256).toBe(sha256.slice(0, 16));
  });
});

/** A model that returns its input as its output, with a dimension of size 1 at the end if the output has one more. */
function echo(input: TestValue, output: TestValue, further: readonly TestValue[] = []): Uint8Array {
  return onnxModel({
    inputs: [input, ...further],
    outputs: [output],
    writeNodes(graph) {
      const isSame = output.shape.length === input.shape.length;
      if (isSame) writeOperator(graph, "Identity", [input.name], output.name);
      else writeOperator(graph, "Unsqueeze", [input.name], output.name, { axes: [2] });
    },
  });
}

test("a model of log-mel spectrograms receives Whisper's, with bands as rows", async () => {
  const frames = { name: "spectrum", shape: ["batch", "bands", "time"] };
  const bytes = onnxModel({
    inputs: [{ name: "input_features", shape: ["batch", 80, "time"] }],
    outputs: [frames],
    writeNodes: (graph) => writeOperator(graph, "Transpose", ["input_features"], "spectrum", { perm: [0, 2, 1] }),
  });
  const embedding = await opened(bytes, { input: "logmel" });
  expect(embedding.columns).toBe(160);
  const samples = tone(16_000, 1_000);
  const { cols, data } = whisperLogMel(samples);
  const columns = await embedding.compute(samples);
  for (const band of [0, 20, 79]) {
    const mean = data.subarray(band * cols, (band + 1) * cols).reduce((sum, value) => sum + value / cols, 0);
    expect(columns[band]).toBeCloseTo(mean, 5);
  }
});

describe("one message says what is wrong with a model:", () => {
  const samples = { name: "x", shape: ["batch", "samples"] };
  const frames = { name: "y", shape: ["batch", "time", "dimensions"] };

  test.each<[string, Uint8Array, object | string | undefined, RegExp]>([
    [
      "its input has another rank",
      echo({ name: "x", shape: ["batch", 80, "time"] }, frames),
      undefined,
      /wrong input: expected float32 \[batch, samples\] or \[samples\], found x float32 \[batch, 80, time\]; .*"logmel"/,
    ],
    [
      "its input has another type",
      echo({ ...samples, type: float64Type }, { ...frames, type: float64Type }),
      undefined,
      /wrong input: expected float32 .*, found x float64 \[batch, samples\]/,
    ],
    [
      "it takes samples where the options say log-mel",
      echo(samples, frames),
      { input: "logmel" },
      /wrong input: expected float32 \[batch, bands, frames\], found x float32 \[batch, samples\]/,
    ],
    [
      "it wants another number of mel bands",
      echo({ name: "x", shape: ["batch", 64, "time"] }, frames),
      { input: "logmel" },
      /expected 80 or 128 mel bands, found x float32 \[batch, 64, time\]/,
    ],
    ["it has two inputs", echo(samples, frames, [{ name: "mask", shape: ["batch"] }]), undefined, /one input, found 2/],
    [
      "it wants batches",
      echo({ name: "x", shape: [8, "n"] }, frames),
      undefined,
      /expected a batch of 1 or of any size/,
    ],
    [
      "it has no output of frames",
      echo(samples, { name: "logits", shape: ["batch", "classes"] }),
      undefined,
      /no output of frames: expected float32 \[batch, frames, dimensions\], found logits float32 \[batch, classes\]/,
    ],
    [
      "the output that was chosen has no frames",
      convolutionModel({ filters: cosineFilters }),
      { output: "mean" },
      /no output of frames: .*found mean float32/,
    ],
    [
      "it has no output of that name",
      convolutionModel({ filters: cosineFilters }),
      { output: "layer9" },
      /no output "layer9": expected one of mean, frames, doubled/,
    ],
    [
      "its output is not finite",
      convolutionModel({ filters: cosineFilters, isBroken: true }),
      undefined,
      /tiny\.onnx is not finite \(NaN or infinite\)/,
    ],
    [
      "its operators are unknown",
      onnxModel({ inputs: [samples], outputs: [frames], writeNodes: (g) => writeOperator(g, "Nonsense", ["x"], "y") }),
      undefined,
      /ONNX Runtime cannot load the model/,
    ],
    ["its options are not JSON", convolutionModel({ filters: cosineFilters }), "{", /tiny\.json: not JSON/],
    [
      "its options have an unknown name",
      convolutionModel({ filters: cosineFilters }),
      { layer: 9 },
      /tiny\.json: Unrecognized key: "layer"/,
    ],
    ["it is not an ONNX file", new TextEncoder().encode("hello"), undefined, /tiny\.onnx: not an ONNX file/],
  ])("%s", async (_, bytes, options, sentence) => {
    const failure = opened(bytes, options);
    await expect(failure).rejects.toThrow(sentence);
    await expect(failure).rejects.toMatchObject({ name: "ConfigError", problems: { length: 1 } });
  });

  test("the file is missing", async () => {
    await expect(readEmbeddingFile("no/such/model.onnx")).rejects.toThrow(
      "no/such/model.onnx: the embedding model cannot be read (ENOENT)",
    );
  });

  test("ONNX Runtime is not installed, with the install command", () => {
    const failing = (code: string, message: string) => (): never => {
      throw Object.assign(new Error(message), { code });
    };
    expect(() => loadOnnxRuntime(failing("MODULE_NOT_FOUND", "Cannot find module"))).toThrow(
      "an embedding model needs ONNX Runtime, which is not installed here: npm install --ignore-scripts onnxruntime-node",
    );
    expect(() => loadOnnxRuntime(failing("ERR_DLOPEN_FAILED", "libc.so.6: version not found\nat …"))).toThrow(
      /^onnxruntime-node cannot be loaded on this machine: libc\.so\.6: version not found$/,
    );
  });

  test("its output is not finite for one recording, which is rejected alone", async () => {
    const bytes = onnxModel({
      inputs: [samples],
      outputs: [{ name: "y", shape: ["batch", "time", 1] }],
      writeNodes(graph) {
        writeFloats(graph, "one", [], [1]);
        writeOperator(graph, "Add", ["x", "one"], "above");
        writeOperator(graph, "Sqrt", ["above"], "root");
        writeOperator(graph, "Unsqueeze", ["root"], "y", { axes: [2] });
      },
    });
    const embedding = await opened(bytes);
    const recording = new Float32Array(4_000);
    expectClose(await embedding.compute(recording), [1, 0]);
    recording[7] = -2;
    await expect(embedding.compute(recording)).rejects.toMatchObject({ name: "InputError", code: "bad-embedding" });
  });
});

describe("the model of a block", () => {
  test("is rejected if it is not the one used in training, or has other options", async () => {
    const bytes = convolutionModel({ filters: cosineFilters });
    const { block } = await opened(bytes);
    const same = await embeddingFile(bytes);
    expect((await modelOfBlock(block, same)).block).toBe(block);
    const other = await embeddingFile(convolutionModel({ filters: cosineFilters.slice(1) }));
    await expect(modelOfBlock(block, other)).rejects.toThrow(
      /tiny\.onnx: another embedding model than in training: expected the one with SHA-256 [0-9a-f]{16}…, found [0-9a-f]{16}…$/,
    );
    const changed = await embeddingFile(bytes, { output: "doubled" });
    await expect(modelOfBlock(block, changed)).rejects.toThrow(/the options beside the embedding model are not those/);
  });

  test("is hashed once, however often a different one is requested", async () => {
    const { block } = await opened(convolutionModel({ filters: cosineFilters }));
    const other = await embeddingFile(convolutionModel({ filters: cosineFilters.slice(3) }));
    await expect(modelOfBlock(block, other)).rejects.toThrow(/another embedding model/);
    await rm(other);
    await expect(modelOfBlock(block, other)).rejects.toThrow(/another embedding model/);
  });

  test("is requested by name if none is given", async () => {
    const { block } = await opened(convolutionModel({ filters: cosineFilters }));
    await expect(modelOfBlock(block, undefined)).rejects.toThrow(
      /come from an embedding model \(SHA-256 [0-9a-f]{16}…\).*--embedding MODEL\.onnx or SER_EMBEDDING/,
    );
  });
});

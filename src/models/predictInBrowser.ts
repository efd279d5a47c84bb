import { floatWav } from "../audio/floatWav.js";
import { openWavRecording } from "../audio/recording.js";
import { createTypescriptBackend, type FeatureBackend } from "../dsp/featureBackend.js";
import { createWasmBackend } from "../dsp/wasm/wasmBackend.js";
import type { WasmKernels } from "../dsp/wasm/wasmKernels.js";
import { embeddingBlockOf } from "../features/featureSet.js";
import { createDefaultExtractor } from "../features/defaultExtractor.js";
import { InputError } from "../shared/errors.js";
import type { Model } from "./modelFile.js";
import { defaultPredictOptions, type Prediction, type PredictOptions } from "./prediction.js";
import { predictFeatures } from "./predictFeatures.js";
import { analysisFor, rowOf } from "./modelAnalysis.js";
import { assembleModels, type RunModels } from "./runModels.js";

/** Audio as a browser decodes it: the average of an AudioBuffer's channels, at its own rate. */
export interface Sound {
  readonly samples: Float32Array;
  /** Hz */
  readonly sampleRate: number;
}

/** The part of the browser's WebAssembly API used here; DOM types stay out of the Node sources. */
declare const WebAssembly: {
  instantiateStreaming(response: Promise<unknown>): Promise<{ readonly instance: { readonly exports: unknown } }>;
};

let kernels: WasmKernels | undefined;

/**
 * From now on, computes features with the workers' WebAssembly kernels.
 *
 * @param response to a request for the package's wasm/dsp.wasm
 * @throws Error if the browser has no WebAssembly SIMD or the file is not the kernels
 * @example await useKernels(fetch("dsp.wasm"));
 */
export async function useKernels(response: Promise<unknown>): Promise<void> {
  const { instance } = await WebAssembly.instantiateStreaming(response);
  kernels = instance.exports as WasmKernels;
}

/**
 * The emotion in a recording, like `predict` in Node.
 *
 * @param recording the bytes of a WAVE file, or samples that the browser has decoded from any other
 * @param models    of a run, or a single model, which is then used for every speaker
 * @throws InputError as `predict` in Node; "bad-embedding" for a model that was trained with an embedding model
 * @example const { emotion, probabilities } = await predict({ samples, sampleRate }, loadModel(bytes));
 */
export async function predict(
  recording: Uint8Array | Sound,
  models: RunModels | Model,
  options: Partial<PredictOptions> = {},
): Promise<Prediction> {
  const all = "bySet" in models ? models : assembleModels([models]);
  const [first] = all.bySet.values();
  const analysis = analysisFor(first!);
  const { blocks, sampleRate, maxDurationSec } = analysis;
  if (embeddingBlockOf(blocks) !== undefined)
    throw new InputError("bad-embedding", `model ${first!.id} needs an embedding model, which only Node runs`);
  const extract = createDefaultExtractor(blocks, sampleRate, maxDurationSec, backend());
  const bytes = recording instanceof Uint8Array ? recording : floatWav(recording);
  const row = rowOf(extract(openWavRecording(bytes, analysis)), analysis, options.force === true);
  return Promise.resolve(predictFeatures(all, row, { ...defaultPredictOptions, ...options }));
}

function backend(): FeatureBackend {
  return kernels === undefined ? createTypescriptBackend() : createWasmBackend(kernels);
}

import { createRequire } from "node:module";
import { ConfigError } from "../shared/errors.js";

/** The part of ONNX Runtime's JavaScript API that is used here, the same in onnxruntime-node and onnxruntime-web. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => OnnxTensor;
  /** of onnxruntime-web */
  readonly env?: { readonly wasm?: { numThreads?: number } };
}

export interface OnnxSession {
  readonly outputNames: readonly string[];
  readonly inputMetadata?: readonly OnnxValue[];
  readonly outputMetadata?: readonly OnnxValue[];
  run(inputs: Readonly<Record<string, OnnxTensor>>, outputs: readonly string[]): Promise<Record<string, OnnxTensor>>;
  release(): Promise<void>;
}

/** Type and shape of an input or output; a dimension that may vary has a name instead of a size. */
export interface OnnxValue {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

export interface OnnxTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** onnxruntime-node is several times as fast; onnxruntime-web runs where it has no binary. */
const packages = ["onnxruntime-node", "onnxruntime-web"] as const;

/** Both packages are CommonJS. */
const loadPackage = createRequire(import.meta.url) as (name: string) => unknown;

/**
 * Loads ONNX Runtime, an optional package, on first use.
 *
 * @param load requires a package; tests replace it
 * @throws ConfigError if none is installed, with the command that installs it, or if it cannot be loaded here
 */
export function loadOnnxRuntime(load: (name: string) => unknown = loadPackage): OnnxRuntime {
  for (const name of packages) {
    try {
      const runtime = load(name) as OnnxRuntime;
      // Files are spread over our own threads.
      if (runtime.env?.wasm !== undefined) runtime.env.wasm.numThreads = 1;
      return runtime;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") continue;
      throw new ConfigError([`${name} cannot be loaded on this machine: ${firstLine(error)}`], { cause: error });
    }
  }
  throw new ConfigError([
    `an embedding model needs ONNX Runtime, which is not installed here: npm install --ignore-scripts ${packages[0]}`,
  ]);
}

/** The first line of a message: ONNX Runtime appends its own stack trace to it. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ConfigError } from "../shared/errors.js";
import { type EmbeddingOptions, embeddingOptionsSchema } from "./embeddingOptions.js";
import { type OnnxFacts, readOnnxFacts } from "./onnxFacts.js";

/** Name of the metadata that holds the options. */
export const optionsKey = "speech-emotion-workers";

/** An ONNX file and how it is used. */
export interface EmbeddingFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** of the bytes, in hexadecimal */
  readonly sha256: string;
  readonly options: EmbeddingOptions;
  /** SHA-256 of the options, in hexadecimal */
  readonly digest: string;
}

/**
 * Reads MODEL.onnx, and MODEL.json if there is one, whose options go before those in the model's metadata.
 *
 * @throws ConfigError if the file cannot be read, is not ONNX or keeps weights in another file, or options are wrong
 */
export async function readEmbeddingFile(path: string): Promise<EmbeddingFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new ConfigError([`${path}: the embedding model cannot be read (${codeOf(error)})`], { cause: error });
  });
  const facts = readOnnxFacts(bytes);
  if (facts === undefined) throw new ConfigError([`${path}: not an ONNX file, so it cannot be an embedding model`]);
  if (facts.hasExternalData)
    throw new ConfigError([
      `${path}: its weights lie in another file; export it as one file (below 2 GB: as float16 if it is larger)`,
    ]);
  const options = await optionsOf(path, facts);
  return { path, bytes, sha256: sha256(bytes), options, digest: sha256(JSON.stringify(options)) };
}

async function optionsOf(path: string, { metadata }: OnnxFacts): Promise<EmbeddingOptions> {
  const beside = `${path.replace(/\.onnx$/i, "")}.json`;
  try {
    return parseOptions(await readFile(beside, "utf8"), beside);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return parseOptions(metadata.get(optionsKey) ?? "{}", `${path}, metadata "${optionsKey}"`);
  }
}

function parseOptions(text: string, where: string): EmbeddingOptions {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ConfigError([`${where}: not JSON: ${(error as Error).message}`], { cause: error });
  }
  const parsed = embeddingOptionsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map((issue) => `${where}: ${[issue.path.join("."), issue.message].filter(Boolean).join(": ")}`),
  );
}

function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

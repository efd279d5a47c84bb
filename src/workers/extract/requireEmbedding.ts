import { requireModel } from "../../embedding/modelOfBlock.js";
import { loadOnnxRuntime } from "../../embedding/onnxRuntime.js";
import type { RunSettings } from "../../runs/jobs.js";
import { OtherEmbeddingError } from "../../runs/makes.js";
import { ConfigError } from "../../shared/errors.js";

/**
 * Accepts runs whose embedding model this worker has, and runs without one.
 *
 * @param path of this worker's embedding model
 * @throws OtherEmbeddingError if it has none, another one or no ONNX Runtime: the run's jobs are for other workers
 */
export async function requireEmbedding(
  { name, settings: { embedding } }: { readonly name: string; readonly settings: Pick<RunSettings, "embedding"> },
  path: string | undefined,
): Promise<void> {
  if (embedding === null) return;
  try {
    await requireModel(embedding.block, path);
    loadOnnxRuntime();
  } catch (error) {
    if (error instanceof ConfigError) throw new OtherEmbeddingError(name, error.message);
    throw error;
  }
}

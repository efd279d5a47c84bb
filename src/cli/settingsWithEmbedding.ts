import { readEmbeddingFile } from "../embedding/embeddingFile.js";
import { requireModel } from "../embedding/modelOfBlock.js";
import { openEmbedding } from "../embedding/openEmbedding.js";
import { type AskedSettings, automaticOptions, automaticSettings } from "../runs/jobs.js";
import { UsageError } from "../shared/errors.js";

/**
 * The settings of a run that learns from an embedding model: its hash and options. The model is loaded first, so that
 * any problem with it is reported before anything starts.
 *
 * @param path  of --embedding; undefined: settings from run.json may name a model, which is then at `usual`
 * @param usual SER_EMBEDDING
 * @throws UsageError if other options exclude an embedding; ConfigError as readEmbeddingFile and openEmbedding, or if the
 *   model at `usual` is not the one that the settings name
 */
export async function settingsWithEmbedding(
  settings: AskedSettings,
  path: string | undefined,
  usual: string | undefined,
): Promise<AskedSettings> {
  if (path === undefined) {
    const { embedding } = settings;
    if (embedding !== null) await requireModel(embedding.block, usual);
    return settings;
  }
  requireNoOther(settings);
  const embedding = await openEmbedding(await readEmbeddingFile(path));
  await embedding.close();
  const { sha256, options } = embedding.file;
  return {
    ...settings,
    convolutions: false,
    noisyCopies: false,
    automatic: [],
    embedding: { block: embedding.block, sha256, options },
  };
}

function requireNoOther({ engine, recipe, forest, ...settings }: AskedSettings): void {
  const other = [
    ...(engine === "default" ? [] : [`--engine ${engine}`]),
    ...(recipe === "best" ? [] : [`--recipe ${recipe}`]),
    ...(forest === "default" ? [] : [`--forest ${forest}`]),
    ...automaticSettings.filter((name) => settings[name] === true).map((name) => `--${automaticOptions[name]}`),
  ];
  if (other.length > 0) throw new UsageError(`--embedding cannot be combined with ${other.join(", ")}`);
}

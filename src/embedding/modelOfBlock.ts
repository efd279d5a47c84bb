import { PromiseCache } from "../shared/async/promiseCache.js";
import { ConfigError } from "../shared/errors.js";
import { type EmbeddingFile, readEmbeddingFile } from "./embeddingFile.js";
import { computes, type EmbeddingBlockName, parseEmbeddingName } from "./embeddingName.js";
import { type Embedding, openEmbedding } from "./openEmbedding.js";

/** A session takes as much memory as its model, so each thread opens a model once. */
const opened = new PromiseCache<Embedding>();

type Identity = Pick<EmbeddingFile, "path" | "sha256" | "digest">;

/** By path. A model may have a gigabyte, and each job of a run with another model needs its hash: a file is hashed once. */
const identities = new PromiseCache<Identity>();

/**
 * The model that computes a block's columns, opened once in each thread.
 *
 * @param path of the file; undefined if none was named
 * @throws ConfigError if none was named, or it is another model or has other options than the one that the block names;
 *   otherwise as readEmbeddingFile and openEmbedding
 */
export async function modelOfBlock(block: EmbeddingBlockName, path: string | undefined): Promise<Embedding> {
  const named = requirePath(block, path);
  return opened.get(`${named} ${block}`, async () => {
    await requireModel(block, named);
    return openEmbedding(await readEmbeddingFile(named));
  });
}

/**
 * Checks that a file is the model of a block. The file is read at the first call only: one that is replaced later is
 * noticed after a restart.
 *
 * @throws ConfigError as modelOfBlock, without opening the model
 */
export async function requireModel(block: EmbeddingBlockName, path: string | undefined): Promise<void> {
  const named = requirePath(block, path);
  requireSame(
    block,
    await identities.get(named, async () => {
      const { sha256, digest } = await readEmbeddingFile(named);
      return { path: named, sha256, digest };
    }),
  );
}

/** @throws ConfigError if no file was named */
function requirePath(block: EmbeddingBlockName, path: string | undefined): string {
  if (path !== undefined) return path;
  throw new ConfigError([
    `the features come from an embedding model (SHA-256 ${parseEmbeddingName(block)!.sha256}…), and none is named here: name its file with --embedding MODEL.onnx or SER_EMBEDDING`,
  ]);
}

/** @throws ConfigError if the file or its options are not those of the block */
function requireSame(block: EmbeddingBlockName, file: Identity): void {
  if (computes(file, block)) return;
  const { sha256 } = parseEmbeddingName(block)!;
  const found = file.sha256.slice(0, sha256.length);
  throw new ConfigError([
    found === sha256
      ? `${file.path}: the options beside the embedding model are not those of the training: input, output, normalize and windowSec must be the same`
      : `${file.path}: another embedding model than in training: expected the one with SHA-256 ${sha256}…, found ${found}…`,
  ]);
}

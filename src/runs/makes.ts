import { isEmbeddingName } from "../embedding/embeddingName.js";
import { blocksOf, embeddingVersion, featureBlock, featureBlocks } from "../features/featureSet.js";
import type { RunSettings } from "./jobs.js";

/*
 * The versions of a program's outputs: feature blocks, stored rows and fits. A run's record names the versions that its
 * producer created it for. A worker with other versions would store rows where no reader looks for them, or fit
 * differently from the other workers, so it leaves the run's jobs to workers of the run's versions.
 */

/**
 * Goes up when the storage format of rows changes: packed bytes, Parquet, names of shards or the shard index.
 *
 * 2: names of shards have at most 90 bytes of a key
 */
const rowFormat = 2;

/**
 * Goes up when the same fit task would give a different result.
 *
 * 2: folds of linear models hold out men and women alike
 * 3: random convolutions also give the position of their frames
 * 4: LDA alone votes on random convolutions
 */
const fitFormat = 4;

const formats = [`rows-v${rowFormat}`, `fits-v${fitFormat}`];

/** Every version that this program supports. */
export const ownVersions: readonly string[] = [
  ...Object.values(featureBlocks).map(nameOf),
  nameOf({ name: "embedding", version: embeddingVersion }),
  ...formats,
];

/** The versions that this program needs for a run with these settings. */
export function neededBy(
  settings: Pick<RunSettings, "engine" | "recipe" | "convolutions"> &
    Partial<Pick<RunSettings, "noisyCopies" | "embedding">>,
): readonly string[] {
  return [...blocksOf(settings).map((block) => nameOf(featureBlock(block))), ...formats];
}

/**
 * The versions that a run needs and a program does not support.
 *
 * @example lacking(["mean161-v3", "rows-v1"], ["mean161-v2", "rows-v1"]) // ["mean161-v3"]
 */
export function lacking(needed: readonly string[], made: readonly string[] = ownVersions): readonly string[] {
  return needed.filter((one) => !made.includes(one));
}

/** This worker lacks something that a run needs: it leaves the run's jobs to other workers. */
export class NotForThisWorkerError extends Error {
  override readonly name: string = "NotForThisWorkerError";
}

/** The run needs versions that this program does not support. */
export class OtherVersionError extends NotForThisWorkerError {
  override readonly name = "OtherVersionError";

  constructor(run: string, needed: readonly string[]) {
    const own = lacking(needed).map((one) => ownVersions.find((made) => kindOf(made) === kindOf(one)) ?? "none");
    super(
      `run ${run} needs ${lacking(needed).join(", ")} and this program makes ${own.join(", ")}: ` +
        "its jobs are left to workers of the version that made the run",
    );
  }
}

/** The run's rows come from an embedding model that this worker does not have. */
export class OtherEmbeddingError extends NotForThisWorkerError {
  override readonly name = "OtherEmbeddingError";

  constructor(run: string, problem: string) {
    super(`run ${run}: ${problem}; its jobs are left to workers that have the model`);
  }
}

/** @throws OtherVersionError if this program does not support what the run needs */
export function requireOwnVersions({
  name,
  needs,
}: {
  readonly name: string;
  readonly needs: readonly string[];
}): void {
  if (lacking(needs).length > 0) throw new OtherVersionError(name, needs);
}

/** @example kindOf("mean161-v3") // "mean161" */
function kindOf(version: string): string {
  return version.slice(0, version.lastIndexOf("-v"));
}

/** Only extraction needs the embedding model itself (see requireEmbedding): here, all of them are one kind. */
function nameOf({ name, version }: { readonly name: string; readonly version: number }): string {
  return `${isEmbeddingName(name) ? "embedding" : name}-v${version}`;
}

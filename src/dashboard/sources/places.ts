import { formatOfName } from "../../audio/formats.js";
import { labelsOfName } from "../../corpus/dataSets.js";
import type { Services } from "../../runs/services.js";
import { parseSource } from "../../shared/objects/source.js";
import { isSafeKey } from "../../shared/objects/safeKey.js";
import { ProblemError } from "../http/problem.js";
import { startableSources } from "./startableSources.js";

/**
 * The places whose files may be browsed, played and predicted: those that runs may be started from. For a bucket, that
 * is every audio file below the prefix; for a directory, only files named as recordings.
 */
export class Places {
  readonly #allowed: readonly string[] | undefined;
  readonly #runs: Services["runs"];

  /** @param allowed s3:// prefixes; undefined: the sources of the existing runs */
  constructor(allowed: readonly string[] | undefined, runs: Services["runs"]) {
    this.#allowed = allowed;
    this.#runs = runs;
  }

  async all(): Promise<readonly string[]> {
    return startableSources(this.#allowed, this.#runs);
  }

  /**
   * @param folder empty for the root of the place, or ending in "/"
   * @throws ProblemError "source-not-allowed" for an unknown place, or a folder outside it
   */
  async requireFolder(place: string, folder: string): Promise<void> {
    await this.#require(place);
    if (folder !== "" && !isSafeKey(folder.slice(0, -1)))
      throw new ProblemError("source-not-allowed", `${JSON.stringify(folder)}: no folder of ${place}`);
  }

  /** @throws ProblemError "source-not-allowed" for an unknown place, or a key that is not one of its recordings */
  async requireFile(place: string, key: string): Promise<void> {
    await this.#require(place);
    if (!isSafeKey(key) || !isShownIn(place, key))
      throw new ProblemError("source-not-allowed", `${JSON.stringify(key)}: no recording of ${place}`);
  }

  async #require(place: string): Promise<void> {
    if ((await this.all()).includes(place)) return;
    throw new ProblemError("source-not-allowed", `${JSON.stringify(place)}: not one of the sources that may be read`);
  }
}

/** Whether the dashboard may serve a file of the place. */
export function isShownIn(place: string, key: string): boolean {
  if (parseSource(place).kind === "s3") return formatOfName(key) !== undefined;
  return labelsOfName(key).kind === "recording";
}

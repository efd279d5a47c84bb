import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../shared/errors.js";
import { loadModel, modelSets, requireModelSize, type ModelSet } from "./modelFile.js";
import { assembleModels, type RunModels } from "./runModels.js";

/** A model file and where it was found. */
export interface ModelBytes {
  readonly set: ModelSet;
  readonly where: string;
  readonly bytes: Uint8Array;
}

/**
 * The model files that `ser run --out DIR` writes to DIR/models: all.json, women.json, men.json, gender.json. *
 * @returns those that exist
 * @throws InputError "too-large"
 */
export async function readModelFiles(directory: string): Promise<ModelBytes[]> {
  const found = await Promise.all(
    modelSets.map(async (set) => {
      const where = join(directory, `${set}.json`);
      try {
        requireModelSize((await stat(where)).size, where);
        return { set, where, bytes: await readFile(where) };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    }),
  );
  return found.filter((file) => file !== undefined);
}

/**
 * The models of a finished run, ready to predict.
 *
 * @param directory DIR/models of `ser run --out DIR`
 * @throws ConfigError if there is no model; InputError "bad-payload" if a file is not a model
 * @example (await loadModels("models")).run // sample
 */
export async function loadModels(directory: string): Promise<RunModels> {
  const files = await readModelFiles(directory);
  if (files.length === 0)
    throw new ConfigError([`${directory}: no models found; ser run SOURCE --out DIR writes them to DIR/models`]);
  return assembleModels(files.map(({ bytes, where }) => loadModel(bytes, where)));
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}

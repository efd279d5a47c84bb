import { z } from "zod";
import { ConfigError, InputError, TransientError } from "../shared/errors.js";
import { modelDescriptionSchema, modelSets, requireModelSize, type ModelFile } from "./modelFile.js";
import type { BlobStore } from "./blobStore.js";
import type { ModelBytes } from "./loadModels.js";
import { versionOf } from "./runModels.js";
import { SpeakerStore } from "./speakerStore.js";

/** Identifies the models of one training of a run. */
export const modelsRefSchema = z.object({ run: z.string(), version: z.string() });
export type ModelsRef = z.infer<typeof modelsRefSchema>;

/** A run's models in a listing. */
const manifestSchema = modelsRefSchema.extend({
  createdAt: z.string(),
  models: z.array(
    modelDescriptionSchema
      .pick({ id: true, set: true, synthetic: true, featureSet: true, labels: true, rows: true, scores: true })
      .extend({ nFeatures: z.int() }),
  ),
});
export type ModelsManifest = z.infer<typeof manifestSchema>;
export type ListedModels = ModelsManifest & { readonly isCurrent: boolean };

/**
 * The models of all runs, by run and version, and which of them are current.
 *
 *   _current.json            the models that predictions use by default: {run, version}
 *   RUN/newest.json          the version of the run's last training
 *   RUN/VERSION/models.json  the manifest, written last: models are listed only once they are complete
 *   RUN/VERSION/all.json …    the models
 *
 * A version never changes, so readers may cache it. Run names cannot begin with "_", so `_current.json` never collides.
 */
export class ModelStore {
  readonly place: string;
  /** the enrolled speakers, stored beside the models */
  readonly speakers: SpeakerStore;
  readonly #blobs: BlobStore;
  readonly #keptVersions: number;

  /** @param keptVersions number per run, newest first; the current models are kept whatever their age */
  constructor(blobs: BlobStore, keptVersions: number) {
    this.place = blobs.place;
    this.#blobs = blobs;
    this.speakers = new SpeakerStore(blobs);
    this.#keptVersions = keptVersions;
  }

  /**
   * Stores the models of one training, and removes those of older trainings. Idempotent. Atomic: if it is killed, the
   * run's newest models are either all old or all new.
   *
   * @param requireHeld rejects if another worker has taken over the training. Called before anything is stored, and
   *                    again before the run's newest models are changed. @defaultValue never rejects
   * @throws TransientError if another training of the run stored its models since that call; these stay the newest
   */
  async save(
    files: readonly ModelFile[],
    requireHeld: () => Promise<unknown> = async () => Promise.resolve(),
  ): Promise<ModelsRef> {
    const [first] = files;
    if (first === undefined) throw new InputError("no-model", "no model to store");
    const ref: ModelsRef = { run: first.run, version: versionOf(files) };
    await requireHeld();
    for (const file of files) await this.#write(nameOf(ref, file.set), file);
    const manifest: ModelsManifest = {
      ...ref,
      createdAt: first.createdAt,
      models: files.map(({ id, set, synthetic, featureSet, labels, rows, scores, columns }) => {
        return { id, set, synthetic, featureSet, labels, rows, scores, nFeatures: columns.length };
      }),
    };
    // If another training changes it from here on, the conditional write below fails.
    const newest = newestName(ref.run);
    const state = await this.#blobs.stateOf(newest);
    await requireHeld();
    await this.#write(nameOf(ref, "models"), manifest);
    if (!(await this.#blobs.replace(newest, encoded(ref, newest), state))) await this.#requireNewest(ref);
    await this.#removeOld(ref);
    return ref;
  }

  /** The current models, or the newest of a run; undefined if there are none. */
  async find(run?: string): Promise<ModelsRef | undefined> {
    return this.#read(run === undefined ? currentName : newestName(run), modelsRefSchema);
  }

  /** Which of the models exist. */
  async manifest(ref: ModelsRef): Promise<ModelsManifest | undefined> {
    return this.#read(nameOf(ref, "models"), manifestSchema);
  }

  /**
   * The model files of one training.
   *
   * @throws InputError "unknown-model" if they do not exist
   */
  async load(ref: ModelsRef): Promise<ModelBytes[]> {
    const manifest = await this.manifest(ref);
    if (manifest === undefined)
      throw new InputError("unknown-model", `no models of run ${ref.run} in version ${ref.version}`);
    return Promise.all(
      manifest.models.map(async ({ set, id }) => {
        const bytes = await this.#blobs.read(nameOf(ref, set));
        if (bytes === undefined) throw new InputError("unknown-model", `model ${id} is missing`);
        return { set, where: `model ${id}`, bytes };
      }),
    );
  }

  /**
   * Makes the newest models of a run the current ones.
   *
   * @throws ConfigError if the run has none
   */
  async promote(run: string): Promise<ModelsRef> {
    const ref = await this.find(run);
    if (ref === undefined) throw new ConfigError([`run ${run}: no models; ser models lists them`]);
    await this.#write(currentName, ref);
    return ref;
  }

  /** All models, run by run in the order of their names, the newest of each first. */
  async list(): Promise<ListedModels[]> {
    const current = await this.find();
    const names = (await this.#blobs.names()).filter((name) => name.endsWith("/models.json"));
    const manifests = await Promise.all(names.map(async (name) => this.#read(name, manifestSchema)));
    return manifests
      .filter((manifest) => manifest !== undefined)
      .map((manifest) => ({
        ...manifest,
        isCurrent: manifest.run === current?.run && manifest.version === current.version,
      }))
      .sort((a, b) => compare(a.run, b.run) || -compare(a.createdAt, b.createdAt));
  }

  async close(): Promise<void> {
    await this.#blobs.close();
  }

  /**
   * Another writer was faster: possibly our own write, if S3's response was lost, or a worker with the same training.
   */
  async #requireNewest({ run, version }: ModelsRef): Promise<void> {
    const newest = await this.find(run);
    if (newest?.version === version) return;
    throw new TransientError(
      `run ${run}: another training stored models of version ${newest?.version ?? "unknown"} meanwhile; those of ${version} do not replace them`,
    );
  }

  /** Only the newest of a run is ever promoted, so nothing removed here can become current meanwhile. */
  async #removeOld(newest: ModelsRef): Promise<void> {
    const versions = (await this.list()).filter(({ run }) => run === newest.run);
    const old = versions.slice(this.#keptVersions).filter((one) => !one.isCurrent && one.version !== newest.version);
    for (const { run, version, models } of old) {
      await this.#blobs.remove(nameOf({ run, version }, "models")); // first, so that every listed version is complete
      for (const { set } of models) await this.#blobs.remove(nameOf({ run, version }, set));
    }
  }

  async #read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const bytes = await this.#blobs.read(name);
    if (bytes === undefined) return undefined;
    try {
      return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch (error) {
      throw new InputError("bad-payload", `${name} was not written by a model store`, { cause: error });
    }
  }

  async #write(name: string, content: object): Promise<void> {
    await this.#blobs.write(name, encoded(content, name));
  }
}

/** @throws InputError "too-large" for a model that could not be read again */
function encoded(content: object, name: string): Uint8Array {
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  requireModelSize(bytes.length, name);
  return bytes;
}

const currentName = "_current.json";

function newestName(run: string): string {
  return `${run}/newest.json`;
}

function nameOf({ run, version }: ModelsRef, what: (typeof modelSets)[number] | "models"): string {
  return `${run}/${version}/${what}.json`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

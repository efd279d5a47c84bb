import { stat } from "node:fs/promises";
import { join } from "node:path";
import { loadModel, modelDescriptionSchema, modelSets } from "../models/modelFile.js";
import { readModelFiles, type ModelBytes } from "../models/loadModels.js";
import { ModelStore, type ListedModels } from "../models/modelStore.js";
import { ObjectBlobStore } from "../models/objectBlobStore.js";
import { assembleModels } from "../models/runModels.js";
import { commandConfig } from "./commandConfig.js";
import { ConfigError, UsageError } from "../shared/errors.js";
import { openObjectStore } from "../shared/objects/openObjectStore.js";
import { withServices } from "./session.js";
import { print } from "./say.js";

export interface ModelsOptions {
  readonly json?: boolean;
  readonly models?: string;
  /** output directory of a `ser run`: its models */
  readonly out?: string;
}

/** `ser models` */
export async function modelsCommand(options: ModelsOptions): Promise<void> {
  const place = placeOf(options);
  const files = await modelFilesAt(place);
  if (files.length > 0) show([modelsOfFiles(files)], place, options);
  else await withModelStore(place, async (store) => show(await store.list(), store.place, options));
}

/** `ser models promote RUN` */
export async function promoteCommand(run: string, options: ModelsOptions): Promise<void> {
  const place = placeOf(options);
  if ((await modelFilesAt(place)).length > 0)
    throw new UsageError(
      `${place}: holds the models of one run, so there is nothing to promote (use ser predict FILE --models ${place})`,
    );
  await withModelStore(place, async (store) => {
    const { version } = await store.promote(run);
    print(`run ${run}, version ${version}: its models are now current\n`);
  });
}

/**
 * The model files that the options select: those of an output directory, or of a run in the model store.
 *
 * @throws ConfigError if there are none
 */
export async function modelFilesOf(run: string | undefined, options: ModelsOptions): Promise<readonly ModelBytes[]> {
  const place = placeOf(options);
  const files = await modelFilesAt(place);
  if (files.length > 0) return files;
  return withModelStore(place, async (store) => {
    const ref = await store.find(run);
    if (ref === undefined) throw new ConfigError([`${run ?? place}: no models; ser models lists them`]);
    return store.load(ref);
  });
}

function placeOf({ models, out }: ModelsOptions): string {
  return models ?? (out === undefined ? commandConfig().models : join(out, "models"));
}

/** A model store; only a store in Redis needs a connection. */
async function withModelStore<T>(place: string, use: (store: ModelStore) => Promise<T>): Promise<T> {
  if (place === "redis") return withServices(async ({ models }) => use(models), { quiet: true, models: place });
  const { s3, keptModels } = commandConfig();
  const store = new ModelStore(new ObjectBlobStore(await openObjectStore(place, s3)), keptModels);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** The files that a finished `ser run` writes to DIR/models; none elsewhere. */
async function modelFilesAt(place: string): Promise<ModelBytes[]> {
  if (place === "redis" || place.startsWith("s3://")) return [];
  await stat(place).catch(() => {
    throw new UsageError(`--models ${place}: no such directory`);
  });
  return readModelFiles(place);
}

function modelsOfFiles(files: readonly ModelBytes[]): ListedModels {
  const { run, version } = assembleModels(files.map(({ bytes, where }) => loadModel(bytes, where)));
  const described = files.map(({ bytes }) => modelDescriptionSchema.parse(JSON.parse(new TextDecoder().decode(bytes))));
  const models = described.map(({ id, set, synthetic, featureSet, labels, rows, scores, columns }) => {
    return { id, set, synthetic, featureSet, labels, rows, scores, nFeatures: columns.length };
  });
  return { run, version, createdAt: described[0]!.createdAt, models, isCurrent: true };
}

function show(listed: readonly ListedModels[], place: string, { json }: ModelsOptions): void {
  if (json === true) print(`${JSON.stringify(listed)}\n`);
  else if (listed.length === 0) print(`no models in ${place}; train some with ser run SOURCE --out DIR\n`);
  else print(modelsText(listed));
}

/** One paragraph per training, one line per model. */
function modelsText(listed: readonly ListedModels[]): string {
  const paragraphs = listed.map(({ run, version, createdAt, models, isCurrent }) => {
    const synthetic = models.some((model) => model.synthetic) ? ", trained on SYNTHETIC voices" : "";
    const lines = modelSets.flatMap((set) =>
      models
        .filter((model) => model.set === set)
        .map(({ id, rows, scores: { byActor } }) => {
          const figures = `accuracy ${byActor.accuracy.toFixed(3)}  macro F1 ${byActor.macroF1.toFixed(3)}`;
          return `  ${set.padEnd(7)} ${figures}  ${rows} recordings  ${id}`;
        }),
    );
    return [`${run} ${version}  ${createdAt}${synthetic}${isCurrent ? "  CURRENT" : ""}`, ...lines].join("\n");
  });
  return `${paragraphs.join("\n")}\nScores are for new speakers (cross-validated by actor).\n`;
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "../shared/errors.js";
import { startLocalRedis } from "../shared/redis/private/localRedis.js";
import type { Logger } from "../shared/logger.js";
import { modelFileSchema } from "../models/modelFile.js";
import { readModelFiles, type ModelBytes } from "../models/loadModels.js";
import { openServices, type Services } from "../runs/services.js";
import type { UploadSettings } from "../runs/uploads/uploadStore.js";
import type { ModelsRef } from "../models/modelStore.js";
import { ObjectBlobStore } from "../models/objectBlobStore.js";
import { SpeakerStore } from "../models/speakerStore.js";
import type { S3Settings } from "../shared/objects/s3/client.js";
import { startPredictWorker } from "../workers/predict/main.js";

export interface PredictSessionOptions {
  readonly redisUrl: string | undefined;
  readonly prefix: string;
  /** false: do not install Redis if it is missing. @defaultValue true */
  readonly installRedis?: boolean | undefined;
  /** "redis", s3://…, a directory with models of many runs, or DIR/models of `ser run --out DIR` */
  readonly models: string;
  readonly keptModels: number;
  readonly s3: S3Settings;
  /** where local recordings are uploaded for workers in other processes. @defaultValue Redis */
  readonly uploads?: UploadSettings;
  /** follow symbolic links that leave the directory. @defaultValue false */
  readonly followLinks?: boolean | undefined;
  /** predict with the newest models of this run. @defaultValue the current models */
  readonly run: string | undefined;
  readonly threads: number;
  readonly maxBytes: number;
  /** path of the embedding model, for models that were trained with one; workers elsewhere have their own */
  readonly embedding?: string | undefined;
  readonly logger: Logger;
  readonly say: (line: string) => void;
}

export interface PredictSession {
  readonly services: Services;
  readonly models: ModelsRef;
  /** the workers run in this process and read local files */
  readonly workersAreHere: boolean;
}

/**
 * Opens the client of predictions: for the workers behind REDIS_URL; or, if that is not set or the models are a
 * finished run's files, for a worker in this process behind a private Redis that ends with it.
 *
 * @throws ConfigError if there are no models, saying which command creates them
 */
export async function withPredictSession<T>(
  options: PredictSessionOptions,
  use: (session: PredictSession) => Promise<T>,
): Promise<T> {
  const { redisUrl, prefix, logger, models: place } = options;
  const files = place === "redis" || place.startsWith("s3://") ? [] : await readModelFiles(place);
  if (redisUrl !== undefined && files.length === 0) {
    const services = await openServices(redisUrl, prefix, logger, { ...options, models: place });
    try {
      return await use({ services, models: await findModels(services, options.run), workersAreHere: false });
    } finally {
      await services.close();
    }
  }
  if (place === "redis") throw new ConfigError([noModelsAtHand]);
  const dir = await mkdtemp(join(tmpdir(), "ser-predict-"));
  const redis = await startLocalRedis({ dir, persist: false, log: options.say, install: options.installRedis });
  try {
    const services = await openServices(redis.url, prefix, logger, {
      ...options,
      models: files.length > 0 ? "redis" : place,
    });
    const { threads, maxBytes, embedding } = options;
    const worker = startPredictWorker(services, { threads, bulkThreads: threads, maxBytes, embedding });
    try {
      const models = files.length > 0 ? await importModels(services, files, options) : undefined;
      if (models !== undefined) await importSpeakers(services, place);
      return await use({
        services,
        models: models ?? (await findModels(services, options.run)),
        workersAreHere: true,
      });
    } finally {
      await worker.close();
      await services.close();
    }
  } finally {
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

const noModelsAtHand =
  "no models found, nor in out/models: train some with ser run SOURCE --out out, use those of another run with " +
  "ser predict FILE --models DIR/models, " +
  "or set REDIS_URL to use the workers there";

/** @throws ConfigError if there are none, saying what to do */
export async function findModels(services: Pick<Services, "models">, run: string | undefined): Promise<ModelsRef> {
  const found = await services.models.find(run);
  if (found !== undefined) return found;
  const { place } = services.models;
  throw new ConfigError([
    run === undefined
      ? `no models are current in ${place}: list the models with ser models and choose some with ser models promote RUN, or train new ones with ser run SOURCE --out DIR`
      : `run ${run}: no models in ${place}; ser models lists the models`,
  ]);
}

/** Speakers are stored in DIR/models/_speakers, beside the models. */
async function importSpeakers({ models, openObjects }: Services, place: string): Promise<void> {
  const blobs = new ObjectBlobStore(await openObjects(place));
  try {
    for (const speaker of await new SpeakerStore(blobs).list()) await models.speakers.put(speaker);
  } finally {
    await blobs.close();
  }
}

async function importModels(
  services: Services,
  files: readonly ModelBytes[],
  { run, models: place }: PredictSessionOptions,
): Promise<ModelsRef> {
  const ref = await services.models.save(
    files.map(({ bytes, where }) => {
      try {
        return modelFileSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
      } catch (error) {
        throw new ConfigError([`${where}: not a model of this version`], { cause: error });
      }
    }),
  );
  if (run !== undefined && run !== ref.run)
    throw new ConfigError([`${place}: models of run ${ref.run}, not of run ${run}`]);
  return ref;
}

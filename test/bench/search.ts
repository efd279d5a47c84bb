import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { actorFolds } from "../../src/evaluation/folds.js";
import { defaultGrid, expandGrid, type CandidateParams } from "../../src/evaluation/paramGrid.js";
import { columnRange, featureSetOf } from "../../src/features/featureSet.js";
import { listPayloadSchema, runSettingsSchema } from "../../src/runs/jobs.js";
import { startLocalRedis } from "../../src/shared/redis/private/localRedis.js";
import { createLogger } from "../../src/shared/logger.js";
import { startWorker } from "../../src/runs/queues/worker.js";
import { openServices } from "../../src/runs/services.js";
import { buildDataset, packDataset, type Dataset } from "../../src/workers/train/dataset.js";
import { datasetBlob } from "../../src/workers/train/gatherDataset.js";
import { startTrainWorker } from "../../src/workers/train/main.js";
import { searchSplits } from "../../src/workers/train/search.js";
import { trainingSet } from "../../src/workers/train/trainingSet.js";
import { findPython } from "./sklearnPeer.js";

/** Complete searches compared, in seconds of elapsed time with two cores. */
export interface SearchTimes {
  readonly candidates: number;
  readonly fits: number;
  /** from the training job's start to the stored report: gathering, search, pruning, evaluations, final models, queue */
  readonly oursSec: number;
  /** only the candidates; extrapolated from a sample unless all were run */
  readonly sklearnSec?: number;
  readonly sklearnCandidates?: number;
}

const threads = 2;
const emotions = ["calm", "happy", "sad", "surprised"] as const;
/** Every nth candidate is timed with scikit-learn; n is coprime to the grid's dimensions, so that all values occur. */
const sampleStep = 7;

/**
 * Times the default grid for all, women and men on librosa's reference features: ours with a real Redis and its queues,
 * without the nested estimate, and scikit-learn's GridSearchCV(n_jobs=2) on the same rows and folds.
 *
 * @param complete run all candidates with scikit-learn, not a sample: several minutes
 * @returns undefined if the reference features are absent
 */
export async function benchSearch(complete: boolean): Promise<SearchTimes | undefined> {
  const dataset = referenceDataset();
  if (dataset === undefined) return undefined;
  const candidates = expandGrid(defaultGrid);
  const sample = complete ? candidates : candidates.filter((_, i) => i % sampleStep === 0);
  const oursSec = await timeOurs(dataset);
  const peerSec = timeSklearn(dataset, sample);
  return {
    candidates: 3 * candidates.length,
    fits: 3 * candidates.length * searchSplits,
    oursSec,
    ...(peerSec === undefined
      ? {}
      : { sklearnSec: (peerSec * candidates.length) / sample.length, sklearnCandidates: 3 * sample.length }),
  };
}

function referenceDataset(): Dataset | undefined {
  const file = path.join(process.env["SER_GOLDEN"] ?? path.resolve("../shared/golden"), "hq/librosa-16000.jsonl");
  if (!existsSync(file)) return undefined;
  const rows = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { file: string; features: number[] })
    .map(({ file: key, features }) => ({
      key,
      etag: "",
      durationSec: 0,
      sourceRate: 48_000,
      features: Float32Array.from(features),
    }));
  return buildDataset(
    rows,
    "mean161-v2-16000",
    featureSetOf(["mean161"]).columns.map((column) => column.name),
  );
}

async function timeOurs(dataset: Dataset): Promise<number> {
  const dir = await mkdtemp(path.join(tmpdir(), "ser-bench-"));
  const redis = await startLocalRedis({ dir, persist: false });
  const logger = createLogger("error");
  const services = await openServices(redis.url, "{bench}", logger);
  try {
    const run = "bench";
    await services.runs.create(run, runSettingsSchema.parse({ source: "reference", nested: false }), Date.now());
    await services.runs.saveBlob(run, datasetBlob, packDataset(dataset));
    await services.queues.startRun(run, 1);
    const listing = startWorker(services.address, {
      queue: "list",
      payload: listPayloadSchema,
      concurrency: 1,
      logger,
      process: () => Promise.resolve({}),
    });
    const training = startTrainWorker(services, { threads });
    await services.queues.waitForTraining(run, new AbortController().signal);
    const { trainStartedAt, endedAt } = (await services.runs.get(run))!.times;
    await Promise.all([listing.close(), training.close()]);
    return (endedAt! - trainStartedAt!) / 1000;
  } finally {
    await services.close();
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

function timeSklearn(dataset: Dataset, candidates: readonly CandidateParams[]): number | undefined {
  const python = findPython();
  if (python === undefined) return undefined;
  const columns = Array.from({ length: columnRange(featureSetOf(["mean161"]), "study")!.end }, (_, column) => column);
  const sets = (["all", "women", "men"] as const).map((name) => {
    const { X, y, actors } = trainingSet(dataset, name, emotions, columns);
    const folds = actorFolds(actors, searchSplits).map((fold) => Array.from(fold.test));
    return { name, rows: X.rows, cols: X.cols, X: Array.from(X.data), y: Array.from(y), folds };
  });
  const { status, stdout, stderr } = spawnSync(python, [fileURLToPath(new URL("sklearn_search.py", import.meta.url))], {
    input: JSON.stringify({ sets, candidates: candidates.map(inSklearnsWords) }),
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  if (status !== 0) throw new Error(`scikit-learn's search failed: ${stderr}`);
  const result = JSON.parse(stdout) as { sets: { seconds: number }[] };
  return result.sets.reduce((sum, { seconds }) => sum + seconds, 0);
}

function inSklearnsWords(params: CandidateParams): object {
  const amount = (value: string | { count?: number; fraction?: number }): unknown =>
    typeof value === "string" ? (value === "all" ? null : value) : (value.count ?? value.fraction);
  return {
    n_estimators: params.nEstimators,
    max_depth: params.maxDepth,
    max_features: amount(params.maxFeatures),
    max_samples: amount(params.maxSamples),
    criterion: params.criterion,
  };
}

import { InputError } from "../../shared/errors.js";
import type { ExtractPayload, RunSettings } from "../../shared/jobs.js";
import type { Processor } from "../../shared/queues/worker.js";
import type { FeatureRow, FeatureStore } from "../../shared/stores/featureStore.js";
import type { ObjectStore } from "../../shared/stores/objectStore.js";
import type { Rejection } from "../../shared/stores/runStore.js";
import { fetchSound } from "./fetchSound.js";
import type { FeatureThreads } from "./threads.js";

export interface ExtractPorts {
  /** the run's settings and the store of its source, remembered between jobs */
  readonly openRun: (run: string) => Promise<{ settings: RunSettings; source: ObjectStore }>;
  readonly features: FeatureStore;
  readonly reject: (run: string, rejections: readonly Rejection[]) => Promise<void>;
  readonly threads: Pick<FeatureThreads, "extract">;
  /** larger files are refused before they are fetched */
  readonly maxBytes: number;
}

/** Files of one job that are fetched or computed at the same time. */
const filesInHand = 4;

type Outcome =
  | { readonly kind: "row"; readonly row: FeatureRow }
  | { readonly kind: "rejected"; readonly rejection: Rejection }
  | { readonly kind: "fault"; readonly fault: unknown };

/**
 * An extraction job: fetch, decode, compute, store, for each of its files.
 *
 * One bad file does not fail the job: it is rejected with its code. A transient fault does, after the other files are
 * stored, and the next try takes only what is missing. Rows are stored under (run, key): twice is as once.
 */
export function extractProcessor(ports: ExtractPorts): Processor<ExtractPayload> {
  return async (job) => {
    const { run } = job.payload;
    const { settings, source } = await ports.openRun(run);
    const keys = job.attempt === 1 ? job.payload.keys : await missing(ports.features, run, job.payload.keys);

    const outcomes = await mapLimited(keys, filesInHand, async (key) => extractFile(ports, settings, source, key));
    const rows = outcomes.flatMap((outcome) => (outcome.kind === "row" ? [outcome.row] : []));
    const rejections = outcomes.flatMap((outcome) => (outcome.kind === "rejected" ? [outcome.rejection] : []));
    await ports.features.put(run, rows);
    await ports.reject(run, rejections);

    for (const outcome of outcomes) if (outcome.kind === "fault") throw outcome.fault;
    return { rows: rows.length, rejected: rejections.length };
  };
}

async function extractFile(
  ports: ExtractPorts,
  settings: RunSettings,
  source: ObjectStore,
  key: string,
): Promise<Outcome> {
  try {
    const { engine, sampleRate, maxDurationSec } = settings;
    const { sound, etag } = await fetchSound(source, key, { maxBytes: ports.maxBytes, maxDurationSec });
    const result = await ports.threads.extract(sound, { engine, sampleRate, maxDurationSec });
    if (!result.ok) return { kind: "rejected", rejection: { key, code: result.code, message: result.message } };
    const { durationSec, sourceRate, features } = result.extraction;
    return { kind: "row", row: { key, etag, durationSec, sourceRate, features: Float32Array.from(features) } };
  } catch (fault) {
    if (fault instanceof InputError)
      return { kind: "rejected", rejection: { key, code: fault.code, message: fault.message } };
    return { kind: "fault", fault };
  }
}

async function missing(store: FeatureStore, run: string, keys: readonly string[]): Promise<string[]> {
  const present = await store.has(run, keys);
  return keys.filter((_, i) => present[i] !== true);
}

/** Maps in order of the input with at most `limit` calls at the same time. */
async function mapLimited<T, R>(items: readonly T[], limit: number, map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array<R>(items.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const i = next++;
      results[i] = await map(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}

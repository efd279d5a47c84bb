import { blocksOf, featureSetOf, predictionBlocks, type FeatureColumn } from "../../features/featureSet.js";
import { zeros, type Matrix } from "../../shared/matrix.js";
import { PromiseCache } from "../../shared/async/promiseCache.js";
import { Semaphore } from "../../shared/async/semaphore.js";
import { labelledRows } from "../../runs/rows/labelledRows.js";
import type { RunRecord } from "../../runs/runRecord.js";
import type { Services } from "../../runs/services.js";
import { createThreadPool, type ThreadPool } from "../../shared/threads/threadPool.js";
import { ProblemError } from "../http/problem.js";
import { searchRecordings, type RecordingPage, type RecordingQuery } from "./searchRecordings.js";
import { summarizeRows, type RowSummary } from "./summarizeRows.js";
import type { PrincipalComponents } from "../../linear/principalComponents.js";

export interface Explored extends RowSummary {
  readonly columns: readonly string[];
  /** of each column */
  readonly units: readonly string[];
  /** position of each sampled recording, in the order of the sample */
  readonly map: readonly (readonly [x: number, y: number])[];
  readonly explained: readonly number[];
}

/** Runs cached in memory: people switch between a few. */
const remembered = 3;

/** A search reads thousands of rows: many at once would delay all other responses. */
const searchesAtOnce = 2;

/** Summaries of runs' recordings for the explore page, computed at the first request and cached; and pages of all recordings. */
export class Explorer {
  readonly #services: Services;
  readonly #explored = new PromiseCache<Explored>(remembered);
  readonly #searches = new Semaphore(searchesAtOnce);
  #threads: ThreadPool<Matrix, PrincipalComponents> | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  /** @throws NotFoundError if there is no such run; ProblemError "not-found" if its features are not all computed yet */
  async of(run: string): Promise<Explored> {
    const record = await this.#record(run);
    const { trainStartedAt, createdAt } = record.times;
    const id = `${run} ${createdAt ?? 0} ${record.round} ${trainStartedAt ?? 0}`;
    return this.#explored.get(id, async () => {
      const { columns } = featureSetOf(predictionBlocks(blocksOf(record.settings)));
      return this.#explore(await summarizeRows(labelledRows(this.#services.features, record)), columns);
    });
  }

  /** A page of the run's recordings. @throws as of() does */
  async recordings(run: string, query: RecordingQuery): Promise<RecordingPage> {
    const record = await this.#record(run);
    return this.#searches.run(async () => searchRecordings(this.#services.features, record, query));
  }

  async close(): Promise<void> {
    await this.#threads?.close();
  }

  async #record(run: string): Promise<RunRecord> {
    const record = await this.#services.runs.require(run);
    if (record.times.trainStartedAt === undefined)
      throw new ProblemError("not-found", `run ${run}: its features are not all computed yet`);
    return record;
  }

  async #explore(gathered: RowSummary, columns: readonly FeatureColumn[]): Promise<Explored> {
    // Rows may end with columns for training alone.
    const features = gathered.features.map((row) => row.subarray(0, columns.length));
    const names = columns.map(({ name }) => name);
    const units = columns.map(({ unit }) => unit);
    if (features.length === 0) return { ...gathered, features, columns: names, units, map: [], explained: [] };
    const X = zeros(features.length, columns.length);
    features.forEach((row, r) => X.data.set(asHeard(row, columns), r * columns.length));
    this.#threads ??= createThreadPool(new URL("./mapThread.js", import.meta.url), 1);
    const { points, explained } = await this.#threads.run(X);
    const map = features.map((_, r) => [points.data[r * 2]!, points.data[r * 2 + 1]!] as const);
    return { ...gathered, features, columns: names, units, map, explained: [...explained] };
  }
}

/**
 * Powers in decibels, close to perceived loudness: otherwise a few loud recordings would push all others into a corner.
 */
function asHeard(row: Float32Array, columns: readonly FeatureColumn[]): Float64Array {
  return Float64Array.from(row, (value, c) =>
    columns[c]!.unit === "power" ? 10 * Math.log10(Math.max(value, minPower)) : value,
  );
}

/** librosa's amin. */
const minPower = 1e-10;

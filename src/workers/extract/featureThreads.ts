import { toTransferable } from "../../audio/toTransferable.js";
import type { AudioInput } from "../../audio/audioInput.js";
import type { ExtractionSettings } from "../../features/extraction.js";
import { ThreadLoad } from "../../shared/threads/threadLoad.js";
import { createThreadPool } from "../../shared/threads/threadPool.js";
import type { FeatureResult, FeatureTask } from "./featureThread.js";
import { BatchingQueue } from "./batchingQueue.js";

/** Threads that turn files into features. */
export interface FeatureThreads {
  readonly threads: number;
  /** counted in files */
  readonly load: ThreadLoad;
  /** @param sound its buffers move to the thread and must not be used after, or are shared with it until it answers */
  extract(sound: AudioInput, settings: ExtractionSettings): Promise<FeatureResult>;
  /**
   * Lets a thread read a local file itself and analyse it.
   *
   * @returns undefined if it could not be read inline; see readSmallFileSync
   */
  extractFile(path: string, maxBytes: number, settings: ExtractionSettings): Promise<FeatureResult | undefined>;
  close(): Promise<void>;
}

/** The batch being computed, and the next one. */
const batchesAtOnce = 2;

/** Files per batch: handing over a file costs a twentieth of analysing it, so larger batches would save little. */
const filesPerBatch = 8;

interface Handed {
  readonly task: FeatureTask;
  /** buffers that move to the thread with it */
  readonly transfer: readonly ArrayBuffer[];
}

export function createFeatureThreads(threads: number): FeatureThreads {
  const pool = createThreadPool<readonly FeatureTask[], PromiseSettledResult<FeatureResult | undefined>[]>(
    new URL("./featureThread.js", import.meta.url),
    threads,
    batchesAtOnce,
  );
  const batches = new BatchingQueue<Handed, FeatureResult | undefined>(
    async (handed) =>
      pool.run(
        handed.map(({ task }) => task),
        handed.flatMap(({ transfer }) => transfer),
      ),
    { size: filesPerBatch, batches: batchesAtOnce * threads },
  );
  const load = new ThreadLoad(threads);
  return {
    threads,
    load,
    async extract(sound, settings) {
      const { sound: moved, transfer } = toTransferable(sound);
      // Transferred buffers cannot be handed over twice, so such a task must not share a batch that may be retried.
      return (await load.during(batches.run({ task: { sound: moved, settings }, transfer }, transfer.length > 0)))!;
    },
    extractFile: async (path, maxBytes, settings) =>
      load.during(batches.run({ task: { path, maxBytes, settings }, transfer: [] })),
    close: async () => pool.close(),
  };
}

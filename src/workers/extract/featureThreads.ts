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
   * Has a file of this machine read by the thread itself.
   *
   * @returns undefined where it could not, or would not: see readSmallFileSync
   */
  extractFile(path: string, maxBytes: number, settings: ExtractionSettings): Promise<FeatureResult | undefined>;
  close(): Promise<void>;
}

/** A batch that is computed, and the next. */
const batchesAtOnce = 2;

/** Files of a batch: to hand a file over costs a twentieth of computing it, and there is little left to save. */
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
      // What moves cannot be handed over twice, and so must not share its batch with what may have to.
      return (await load.during(batches.run({ task: { sound: moved, settings }, transfer }, transfer.length > 0)))!;
    },
    extractFile: async (path, maxBytes, settings) =>
      load.during(batches.run({ task: { path, maxBytes, settings }, transfer: [] })),
    close: async () => pool.close(),
  };
}

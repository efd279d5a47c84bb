import { toTransferable } from "../../audio/toTransferable.js";
import type { AudioInput } from "../../audio/audioInput.js";
import type { ExtractionSettings } from "../../features/extraction.js";
import { TransientError } from "../../shared/errors.js";
import { ThreadLoad } from "../../shared/threads/threadLoad.js";
import { createThreadPool } from "../../shared/threads/threadPool.js";
import type { FeatureResult, FeatureTask, TimeRange } from "./featureThread.js";
import { BatchingQueue } from "./batchingQueue.js";

/** Threads that turn files into features. */
export interface FeatureThreads {
  readonly threads: number;
  /** counted in files */
  readonly load: ThreadLoad;
  /**
   * @param sound its buffers are transferred to the thread and must not be used afterwards, or are shared with it until
   * it responds
   */
  extract(sound: AudioInput, settings: ExtractionSettings, segments?: readonly TimeRange[]): Promise<FeatureResult>;
  /**
   * Lets a thread read a local file itself and analyse it.
   *
   * @returns undefined if it could not be read inline; see readSmallFileSync
   */
  extractFile(path: string, settings: ExtractionSettings): Promise<FeatureResult | undefined>;
  close(): Promise<void>;
}

/** The batch being computed, and the next one. */
const batchesAtOnce = 2;

/** Files per batch: handing over a file costs a twentieth of analysing it, so larger batches would save little. */
const filesPerBatch = 8;

interface Handed {
  readonly task: FeatureTask;
  /** buffers to transfer to the thread with it */
  readonly transfer: readonly ArrayBuffer[];
}

/**
 * A file that takes longer has its thread terminated and is rejected alone. Six minutes of audio take a second or two.
 */
const minLimitMs = 180_000;
/** Longer if much of each recording is analysed: a fraction of its length. */
const msPerSec = 500;

/** @param maxBytes larger files are not read by extractFile */
export function createFeatureThreads(threads: number, maxBytes: number): FeatureThreads {
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
        AbortSignal.timeout(Math.max(...handed.map(({ task }) => limitMs(task.settings)))),
      ),
    { size: filesPerBatch, batches: batchesAtOnce * threads },
  );
  const load = new ThreadLoad(threads);
  return {
    threads,
    load,
    async extract(sound, settings, segments) {
      const { sound: moved, transfer } = toTransferable(sound);
      // Transferred buffers cannot be handed over twice, so such a task must not share a batch that may be retried.
      const isMoved = transfer.length > 0;
      const task = { sound: moved, settings, ...(segments === undefined ? {} : { segments }) };
      const result = load.during(batches.run({ task, transfer }, isMoved));
      return (await result.catch((error: unknown) => timedOut(error, settings, isMoved)))!;
    },
    extractFile: async (path, settings) =>
      load
        .during(batches.run({ task: { path, maxBytes, settings }, transfer: [] }))
        .catch((error: unknown) => timedOut(error, settings, false)),
    close: async () => pool.close(),
  };
}

function limitMs({ maxDurationSec }: ExtractionSettings): number {
  return Math.max(minLimitMs, Number.isFinite(maxDurationSec) ? msPerSec * maxDurationSec : 0);
}

/**
 * The rejection of a file whose thread was terminated by the time limit.
 *
 * @param isMoved its bytes were transferred, so it was not retried alone: another file may have been the slow one
 * @throws TransientError if isMoved; any other error unchanged
 */
function timedOut(error: unknown, settings: ExtractionSettings, isMoved: boolean): FeatureResult {
  if ((error as Error | null)?.name !== "AbortError") throw error;
  const message = `it took longer than ${limitMs(settings) / 1_000} s to decode and analyse`;
  if (isMoved) throw new TransientError(`${message}, or another file on the same thread did`, { cause: error });
  return { ok: false, code: "timed-out", message, spent: { decodeMs: 0, featuresMs: limitMs(settings) } };
}

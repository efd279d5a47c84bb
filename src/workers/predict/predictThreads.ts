import { toTransferable } from "../../audio/toTransferable.js";
import type { AudioInput } from "../../audio/audioInput.js";
import type { PredictOptions } from "../../models/prediction.js";
import type { OverTimeOptions } from "../../models/overTimeSchema.js";
import type { ThreadLoad } from "../../shared/threads/threadLoad.js";
import { createThreadPool } from "../../shared/threads/threadPool.js";
import type { Enrolling, OverTimeResult, PredictTask, SharedModels, ThreadResult } from "./predictThread.js";

/**
 * A recording that takes longer has its thread terminated and is rejected. Six minutes of audio take a second or two.
 */
const minLimitMs = 180_000;
/** Longer if much of each recording is analysed: a fraction of its length. */
const msPerSec = 500;
/** Predicting an hour of audio over time takes a few minutes. */
const overTimeLimitMs = 900_000;

/** Threads that turn recordings into predictions. */
export interface PredictThreads {
  /** @param sound its buffers are transferred to the thread and must not be used afterwards */
  predict(sound: AudioInput, models: SharedModels, options: PredictOptions, enrol?: Enrolling): Promise<ThreadResult>;
  /** Like `predict`, window by window. */
  overTime(
    sound: AudioInput,
    models: SharedModels,
    options: PredictOptions,
    division: OverTimeOptions,
  ): Promise<OverTimeResult>;
  close(): Promise<void>;
}

/**
 * Threads that start at the first recording: many workers never get one.
 *
 * @param embedding path of the embedding model, for models that were trained with one
 * @param onStart   called with their load when they start
 */
export function createPredictThreads(
  threads: number,
  embedding?: string,
  onStart?: (load: ThreadLoad) => void,
): PredictThreads {
  type Result = ThreadResult | OverTimeResult;
  let pool: ReturnType<typeof createThreadPool<PredictTask, Result>> | undefined;
  const runWithin = async (limitMs: number, { sound, ...rest }: PredictTask): Promise<Result> => {
    if (pool === undefined) {
      pool = createThreadPool<PredictTask, Result>(new URL("./predictThread.js", import.meta.url), threads);
      onStart?.(pool.load);
    }
    const { sound: moved, transfer } = toTransferable(sound);
    const started = pool;
    const run = async (): Promise<Result> =>
      started.run({ sound: moved, ...rest }, transfer, AbortSignal.timeout(limitMs));
    try {
      // A task that still has its bytes was only queued behind a recording that took too long.
      return await run().catch(async (error: unknown) =>
        isAbort(error) && hasBytes(transfer) ? run() : rethrow(error),
      );
    } catch (error) {
      if (!isAbort(error)) throw error;
      const message = `it took longer than ${limitMs / 1_000} s to decode and analyse`;
      return { outcome: { ok: false, code: "timed-out", message } };
    }
  };
  return {
    async predict(sound, models, options, enrol) {
      const limitMs = Math.max(minLimitMs, msPerSec * models.maxDurationSec);
      return (await runWithin(limitMs, { sound, models, options: { ...options, embedding }, enrol })) as ThreadResult;
    },
    overTime: async (sound, models, options, overTime) =>
      runWithin(overTimeLimitMs, {
        sound,
        models,
        options: { ...options, embedding },
        overTime,
      }) as Promise<OverTimeResult>,
    close: async () => pool?.close(),
  };
}

function isAbort(error: unknown): boolean {
  return (error as Error | null)?.name === "AbortError";
}

function hasBytes(transfer: readonly ArrayBuffer[]): boolean {
  return transfer.length > 0 && transfer.every(({ byteLength }) => byteLength > 0);
}

function rethrow(error: unknown): never {
  throw error;
}

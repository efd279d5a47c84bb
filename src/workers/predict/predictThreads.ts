import { toTransferable } from "../../audio/toTransferable.js";
import type { AudioInput } from "../../audio/audioInput.js";
import type { PredictOptions } from "../../models/prediction.js";
import type { ThreadLoad } from "../../shared/threads/threadLoad.js";
import { createThreadPool } from "../../shared/threads/threadPool.js";
import type { Enrolling, PredictTask, SharedModels, ThreadResult } from "./predictThread.js";

/** Threads that turn recordings into answers. */
export interface PredictThreads {
  /** @param sound its buffers move to the thread and must not be used after */
  predict(sound: AudioInput, models: SharedModels, options: PredictOptions, enrol?: Enrolling): Promise<ThreadResult>;
  close(): Promise<void>;
}

/**
 * Threads that start with the first recording: many workers never get one.
 *
 * @param onStart called with their load when they start
 */
export function createPredictThreads(threads: number, onStart?: (load: ThreadLoad) => void): PredictThreads {
  let pool: ReturnType<typeof createThreadPool<PredictTask, ThreadResult>> | undefined;
  return {
    async predict(sound, models, options, enrol) {
      if (pool === undefined) {
        pool = createThreadPool<PredictTask, ThreadResult>(new URL("./predictThread.js", import.meta.url), threads);
        onStart?.(pool.load);
      }
      const { sound: moved, transfer } = toTransferable(sound);
      return pool.run({ sound: moved, models, options, enrol }, transfer);
    },
    close: async () => pool?.close(),
  };
}

import type { PredictOutcome } from "../../shared/prediction/outcome.js";
import type { PredictOptions } from "../../shared/prediction/prediction.js";
import type { ThreadLoad } from "../../shared/threadLoad.js";
import { createThreadPool } from "../../shared/threadPool.js";
import type { PredictTask, SharedModels } from "./predictThread.js";

/** Threads that turn recordings into answers. */
export interface PredictThreads {
  /** @param bytes a whole file; its buffer moves to the thread and must not be used after */
  predict(bytes: Uint8Array, models: SharedModels, options: PredictOptions): Promise<PredictOutcome>;
  close(): Promise<void>;
}

/**
 * Threads that start when the first recording comes: many a worker is asked nothing.
 *
 * @param onStart told of their load when they do
 */
export function createPredictThreads(threads: number, onStart?: (load: ThreadLoad) => void): PredictThreads {
  let pool: ReturnType<typeof createThreadPool<PredictTask, PredictOutcome>> | undefined;
  return {
    async predict(bytes, models, options) {
      if (pool === undefined) {
        pool = createThreadPool<PredictTask, PredictOutcome>(import.meta.url, "predictThread", threads);
        onStart?.(pool.load);
      }
      // A small Buffer is a window on Node's shared pool, which cannot move: copy it.
      const ownsBuffer = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
      const owned = ownsBuffer ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
      return pool.run({ bytes: owned, models, options }, [owned.buffer]);
    },
    close: async () => pool?.close(),
  };
}

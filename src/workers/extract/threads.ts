import type { ExtractionSettings } from "../../shared/extraction.js";
import { createThreadPool } from "../../shared/threadPool.js";
import type { FeatureResult, FeatureTask } from "./featureThread.js";

/** Threads that turn files into features. */
export interface FeatureThreads {
  readonly threads: number;
  /** @param bytes a whole file; its buffer moves to the thread and must not be used after */
  extract(bytes: Uint8Array, settings: ExtractionSettings): Promise<FeatureResult>;
  close(): Promise<void>;
}

export function createFeatureThreads(threads: number): FeatureThreads {
  const pool = createThreadPool<FeatureTask, FeatureResult>(import.meta.url, "featureThread", threads);
  return {
    threads,
    async extract(bytes, settings) {
      // A small Buffer is a window on Node's shared pool, which cannot move: copy it.
      const ownsBuffer = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
      const owned = ownsBuffer ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
      return pool.run({ bytes: owned, settings }, [owned.buffer]);
    },
    close: async () => pool.close(),
  };
}

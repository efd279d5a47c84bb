import { movableSound } from "../../shared/audio/movableSound.js";
import type { Sound } from "../../shared/audio/sound.js";
import type { ExtractionSettings } from "../../shared/extraction.js";
import type { ThreadLoad } from "../../shared/threadLoad.js";
import { createThreadPool } from "../../shared/threadPool.js";
import type { FeatureResult, FeatureTask } from "./featureThread.js";

/** Threads that turn files into features. */
export interface FeatureThreads {
  readonly threads: number;
  readonly load: ThreadLoad;
  /** @param sound its buffers move to the thread and must not be used after, or are shared with it until it answers */
  extract(sound: Sound, settings: ExtractionSettings): Promise<FeatureResult>;
  close(): Promise<void>;
}

/** One that is computed, and the next. */
const filesAtOnce = 2;

export function createFeatureThreads(threads: number): FeatureThreads {
  const pool = createThreadPool<FeatureTask, FeatureResult>(import.meta.url, "featureThread", threads, filesAtOnce);
  return {
    threads,
    load: pool.load,
    async extract(sound, settings) {
      const { sound: moved, transfer } = movableSound(sound);
      return pool.run({ sound: moved, settings }, transfer);
    },
    close: async () => pool.close(),
  };
}

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

export function createFeatureThreads(threads: number): FeatureThreads {
  const pool = createThreadPool<FeatureTask, FeatureResult>(import.meta.url, "featureThread", threads);
  return {
    threads,
    load: pool.load,
    async extract(sound, settings) {
      const { sound: moved, transfer } = movable(sound);
      return pool.run({ sound: moved, settings }, transfer);
    },
    close: async () => pool.close(),
  };
}

/** The sound and the buffers to move with it. A small Buffer is a window on Node's shared pool, which cannot move: copied. */
function movable(sound: Sound): { sound: Sound; transfer: ArrayBuffer[] } {
  if (sound.kind === "coded") return { sound, transfer: [sound.coded.data.buffer, sound.coded.sizes.buffer] };
  const { bytes } = sound;
  if (bytes.buffer instanceof SharedArrayBuffer) return { sound, transfer: [] };
  const ownsBuffer = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  const owned = ownsBuffer ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
  return { sound: { kind: "file", bytes: owned }, transfer: [owned.buffer] };
}

import type { AudioReader } from "./audioReader.js";

/** A recording that knows how long decoding it took. */
export interface TimedReader extends AudioReader {
  /**
   * ms spent on opening and reading so far. For 16-bit WAVE files that is only the header: their samples are read
   * during resampling.
   */
  readonly decodeMs: number;
}

/**
 * Opens a recording and times that and its reads.
 *
 * @throws what `open` throws
 * @example const audio = timedReader(() => openWav(bytes, limits)); // audio.decodeMs
 */
export function timedReader(open: () => AudioReader): TimedReader {
  let startedAt = performance.now();
  const audio = open();
  let decodeMs = performance.now() - startedAt;
  return {
    ...audio,
    get decodeMs() {
      return decodeMs;
    },
    read(firstFrame, mono) {
      startedAt = performance.now();
      try {
        audio.read(firstFrame, mono);
      } finally {
        decodeMs += performance.now() - startedAt;
      }
    },
  };
}

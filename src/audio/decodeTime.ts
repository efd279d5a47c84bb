import type { AudioReader } from "./audioReader.js";

/**
 * Adds up the time spent on decoding a recording. For 16-bit WAVE files that is only the header: their samples are read
 * during resampling.
 */
export class DecodeTime {
  #ms = 0;

  /** so far */
  get ms(): number {
    return this.#ms;
  }

  during<T>(decode: () => T): T {
    const startedAt = performance.now();
    try {
      return decode();
    } finally {
      this.#ms += performance.now() - startedAt;
    }
  }

  async until<T>(decoding: Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await decoding;
    } finally {
      this.#ms += performance.now() - startedAt;
    }
  }

  /** The same recording, with its reads timed. */
  reading(audio: AudioReader): AudioReader {
    return {
      sampleRate: audio.sampleRate,
      frames: audio.frames,
      wholeFrames: audio.wholeFrames,
      notes: audio.notes,
      pcm16: audio.pcm16,
      read: (firstFrame, mono) => this.during(() => audio.read(firstFrame, mono)),
    };
  }
}

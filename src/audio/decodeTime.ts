import type { AudioReader } from "./audioReader.js";

/**
 * Adds up the time that decoding a recording takes among all else that is done with it. Of 16-bit WAVE files that is the
 * header alone: their samples are read where they are resampled.
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

  /** The same recording; the time of its reads is counted. */
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

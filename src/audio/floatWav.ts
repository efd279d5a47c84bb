import type { MonoAudio } from "./audioReader.js";
import { wavDataStart, writeWavHeader } from "./wavWriter.js";

const headerBytes = wavDataStart();

/**
 * Decoded audio as a WAVE file of 32-bit float: the only form in which the extractors read decoded recordings.
 */
export function floatWav({ samples, sampleRate }: MonoAudio): Uint8Array<ArrayBuffer> {
  const buffer = new FloatWavBuffer(samples.length);
  buffer.reserve(samples.length).set(samples);
  return buffer.finish(samples.length, sampleRate).wav;
}

/** Builds a 32-bit float WAVE file in place: samples are written at their final position, and the header last. */
export class FloatWavBuffer {
  #bytes: ArrayBuffer;
  #samples: Float32Array<ArrayBuffer>;

  /** @param expected initial capacity in samples; memory pages that are never written are not allocated */
  constructor(expected: number) {
    this.#bytes = new ArrayBuffer(headerBytes + 4 * expected);
    this.#samples = new Float32Array(this.#bytes, headerBytes);
  }

  /** @returns space for `count` samples from the beginning of the recording; samples written before are kept */
  reserve(count: number): Float32Array<ArrayBuffer> {
    if (count > this.#samples.length) {
      const written = this.#samples;
      this.#bytes = new ArrayBuffer(headerBytes + 4 * Math.max(count, 2 * written.length));
      this.#samples = new Float32Array(this.#bytes, headerBytes);
      this.#samples.set(written);
    }
    return this.#samples;
  }

  /** @param count number of samples written */
  finish(count: number, sampleRate: number): { wav: Uint8Array<ArrayBuffer>; samples: Float32Array<ArrayBuffer> } {
    const wav = new Uint8Array(this.#bytes, 0, headerBytes + 4 * count);
    writeWavHeader(this.#bytes, {
      encoding: "float",
      channels: 1,
      sampleRate,
      bitsPerSample: 32,
      dataBytes: 4 * count,
    });
    return { wav, samples: this.#samples.subarray(0, count) };
  }
}

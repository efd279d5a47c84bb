import type { MonoAudio } from "./audioReader.js";
import { wavDataStart, writeWavHeader } from "./wavWriter.js";

const headerBytes = wavDataStart();

/**
 * Decoded sound as a WAVE file of 32-bit float: the form in which the engines read every recording, so that none of them
 * need know of any other.
 */
export function floatWav({ samples, sampleRate }: MonoAudio): Uint8Array<ArrayBuffer> {
  const buffer = new FloatWavBuffer(samples.length);
  buffer.reserve(samples.length).set(samples);
  return buffer.finish(samples.length, sampleRate).wav;
}

/** A WAVE file of 32-bit float in the making: samples are written where they will stay, and the header last. */
export class FloatWavBuffer {
  #bytes: ArrayBuffer;
  #samples: Float32Array<ArrayBuffer>;

  /** @param expected samples that there is room for at first; memory that is not written to is not used */
  constructor(expected: number) {
    this.#bytes = new ArrayBuffer(headerBytes + 4 * expected);
    this.#samples = new Float32Array(this.#bytes, headerBytes);
  }

  /** @returns room for `count` samples from the beginning of the recording; those written before are kept */
  reserve(count: number): Float32Array<ArrayBuffer> {
    if (count > this.#samples.length) {
      const written = this.#samples;
      this.#bytes = new ArrayBuffer(headerBytes + 4 * Math.max(count, 2 * written.length));
      this.#samples = new Float32Array(this.#bytes, headerBytes);
      this.#samples.set(written);
    }
    return this.#samples;
  }

  /** @param count samples that were written */
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

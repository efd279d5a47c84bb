import { InputError } from "../shared/errors.js";
import { FloatWavBuffer } from "./floatWav.js";

/**
 * A loud recording decodes to a little above 1. Values beyond 2 are no recorded sound: decoders produce them from damaged
 * data.
 */
const loudest = 2;

/**
 * Collects a recording piece by piece: averages the channels of each in float32, as the WAVE reader does, and keeps the
 * result alone, in the WAVE file that the engines read. Memory is that of the mono sound, whatever the channels.
 */
export class MonoRecorder {
  readonly #name: string;
  readonly #buffer: FloatWavBuffer;
  #frames = 0;

  /**
   * @param name   of the format, for messages
   * @param expected samples that will probably be added; more are taken too
   */
  constructor(name: string, expected: number) {
    this.#name = name;
    this.#buffer = new FloatWavBuffer(expected);
  }

  /** Samples added so far. */
  get frames(): number {
    return this.#frames;
  }

  /** Adds samples of silence, over which sound may be placed. */
  addSilence(count: number): void {
    this.#buffer.reserve(this.#frames + count); // which is silent where nothing was written
    this.#frames += count;
  }

  /**
   * Adds samples `from` to `to` (exclusive) of each channel, at the end or at the place `at`.
   *
   * @throws InputError "corrupt-audio" if a sample is NaN, infinite or beyond ±2
   */
  add(channels: readonly Float32Array[], from = 0, to = channels[0]?.length ?? 0, at = this.#frames): void {
    const mono = this.#buffer.reserve(at + to - from);
    let peak = 0;
    for (let i = from, j = at; i < to; i++, j++) {
      let sum = 0;
      for (const channel of channels) {
        const sample = channel[i]!;
        // Not Math.max: a comparison with NaN is false, and so NaN would not be seen.
        if (!(Math.abs(sample) <= peak)) peak = Math.abs(sample);
        sum = Math.fround(sum + sample);
      }
      mono[j] = sum / channels.length;
    }
    this.#frames = Math.max(this.#frames, at + to - from);
    if (peak <= loudest) return;
    const found = `decoded samples reach ${peak} where 1 is full scale`;
    throw new InputError("corrupt-audio", `corrupt ${this.#name} file: ${found}`);
  }

  /** The recording as a WAVE file of 32-bit float, and its samples: a view of that file. */
  finish(sampleRate: number): { readonly wav: Uint8Array<ArrayBuffer>; readonly samples: Float32Array } {
    return this.#buffer.finish(this.#frames, sampleRate);
  }
}

import { InputError } from "../shared/errors.js";
import { louderChannel } from "./cancellingChannels.js";
import { FloatWavBuffer } from "./floatWav.js";

/**
 * A loud recording decodes to a little above 1. Values beyond 2 were never recorded: decoders produce them from
 * damaged data.
 */
const loudest = 2;

/**
 * Collects a recording piece by piece: averages the channels of each in float32, as the WAVE reader does, and keeps
 * only the result, in the WAVE file that the extractors read. Memory is that of the mono audio, whatever the number of
 * channels.
 */
export class MonoRecorder {
  readonly #name: string;
  readonly #buffer: FloatWavBuffer;
  readonly #alone: number | undefined;
  /** sums and sums of squares of the samples so far, for the mix and for each channel */
  #mix = { sum: 0, squares: 0 };
  #channels: { sum: number; squares: number }[] = [];
  #added = 0;
  #frames = 0;

  /**
   * @param name   of the format, for messages
   * @param expected expected number of samples; more are accepted
   * @param alone  the channel to keep. @defaultValue the average of all
   */
  constructor(name: string, expected: number, alone?: number) {
    this.#alone = alone;
    this.#name = name;
    this.#buffer = new FloatWavBuffer(expected);
  }

  /** Samples added so far. */
  get frames(): number {
    return this.#frames;
  }

  /** The loudest channel, if the channels cancel each other in their average. */
  get louder(): number | undefined {
    const energyOf = ({ sum, squares }: { sum: number; squares: number }): number => squares - sum ** 2 / this.#added;
    return louderChannel({ mix: energyOf(this.#mix), channels: this.#channels.map(energyOf) });
  }

  /** Appends silence, which later audio may overwrite. */
  addSilence(count: number): void {
    this.#buffer.reserve(this.#frames + count); // which is zero where nothing was written
    this.#frames += count;
  }

  /**
   * Adds samples `from` to `to` (exclusive) of each channel, at the end or at the place `at`.
   *
   * @throws InputError "corrupt-audio" if a sample is NaN, infinite or beyond ±2
   */
  add(all: readonly Float32Array[], from = 0, to = all[0]?.length ?? 0, at = this.#frames): void {
    const channels = this.#alone === undefined ? all : [all[this.#alone] ?? all[0]!];
    const mono = this.#buffer.reserve(at + to - from);
    let peak = 0;
    for (let i = from, j = at; i < to; i++, j++) {
      let sum = 0;
      for (const channel of channels) {
        const sample = channel[i]!;
        // Math.max stays NaN once it met one; a comparison would forget it at the next sample.
        peak = Math.max(peak, Math.abs(sample));
        sum = Math.fround(sum + sample);
      }
      mono[j] = sum / channels.length;
    }
    this.#frames = Math.max(this.#frames, at + to - from);
    if (channels.length > 1) this.#weigh(channels, mono, from, to, at);
    if (peak <= loudest) return;
    const found = `decoded samples reach ${peak} where 1 is full scale`;
    throw new InputError("corrupt-audio", `corrupt ${this.#name} file: ${found}`);
  }

  #weigh(channels: readonly Float32Array[], mono: Float32Array, from: number, to: number, at: number): void {
    this.#added += to - from;
    addMoments(this.#mix, mono, at, at + to - from);
    channels.forEach((channel, c) => addMoments((this.#channels[c] ??= { sum: 0, squares: 0 }), channel, from, to));
  }

  /** Drops everything after the first `count` samples. */
  truncate(count: number): void {
    this.#frames = Math.min(this.#frames, count);
  }

  /** The recording as a WAVE file of 32-bit float, and its samples: a view of that file. */
  finish(sampleRate: number): { readonly wav: Uint8Array<ArrayBuffer>; readonly samples: Float32Array } {
    return this.#buffer.finish(this.#frames, sampleRate);
  }
}

function addMoments(moments: { sum: number; squares: number }, samples: Float32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const sample = samples[i]!;
    moments.sum += sample;
    moments.squares += sample * sample;
  }
}

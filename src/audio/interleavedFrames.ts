/** Splits a stream of interleaved 32-bit floats into channels, in whatever chunks its bytes arrive. */
export class InterleavedFrames {
  readonly #channels: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(channels: number) {
    this.#channels = channels;
  }

  /** @returns one array per channel, with the frames that are complete now */
  add(bytes: Buffer): Float32Array[] {
    const frameBytes = 4 * this.#channels;
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const whole = all.length - (all.length % frameBytes);
    this.#rest = all.subarray(whole);
    const samples = new Float32Array(new Uint8Array(all.subarray(0, whole)).buffer); // a copy: the input is not aligned
    const frames = samples.length / this.#channels;
    return Array.from({ length: this.#channels }, (_, channel) => {
      const one = new Float32Array(frames);
      for (let i = 0, at = channel; i < frames; i++, at += this.#channels) one[i] = samples[at]!;
      return one;
    });
  }
}

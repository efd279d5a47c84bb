import { ParameterError } from "../shared/errors.js";

/**
 * Mean and standard deviation over time of a model's frames. Frames may come in several parts; the result does not
 * depend on how they are divided, except for rounding.
 *
 * @example
 * const pool = new FramePool(2);
 * pool.add(Float32Array.of(1, 10, 3, 10)); // two frames
 * pool.columns(); // mean 2 and 10, standard deviation 1 and 0
 */
export class FramePool {
  readonly #mean: Float64Array;
  readonly #sumSquares: Float64Array;
  #frames = 0;

  /** @param dimensions of a frame, at least 1 */
  constructor(dimensions: number) {
    this.#mean = new Float64Array(dimensions);
    this.#sumSquares = new Float64Array(dimensions);
  }

  /**
   * @param frames shape [nFrames, dimensions], row-major
   * @throws ParameterError if the length is not a multiple of the dimensions
   * Source: Welford (1962), Note on a method for calculating corrected sums of squares and products.
   */
  add(frames: ArrayLike<number>): void {
    const dimensions = this.#mean.length;
    if (frames.length % dimensions !== 0)
      throw new ParameterError("frames.length", `a multiple of ${dimensions}`, frames.length);
    for (let at = 0; at < frames.length; at += dimensions) {
      this.#frames += 1;
      for (let d = 0; d < dimensions; d++) {
        const value = frames[at + d]!;
        const before = value - this.#mean[d]!;
        this.#mean[d]! += before / this.#frames;
        this.#sumSquares[d]! += before * (value - this.#mean[d]!);
      }
    }
  }

  /**
   * @returns the means, then the standard deviations (of the whole, not of a sample: 0 for one frame), shape
   *   [2 * dimensions]
   * @throws ParameterError if no frame was added
   */
  columns(): Float64Array {
    if (this.#frames === 0) throw new ParameterError("frames", "at least one", 0);
    const dimensions = this.#mean.length;
    const columns = new Float64Array(2 * dimensions);
    columns.set(this.#mean);
    columns.set(
      this.#sumSquares.map((sum) => Math.sqrt(sum / this.#frames)),
      dimensions,
    );
    return columns;
  }
}

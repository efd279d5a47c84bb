import type { FileRange } from "./rangedFile.js";

/** The parts of a file read so far. */
export class RangeCache {
  readonly #pieces: FileRange[] = [];

  add(piece: FileRange): void {
    this.#pieces.push(piece);
  }

  /** @returns a view of these bytes, or undefined if no single piece has them all */
  get(start: number, length: number): Uint8Array | undefined {
    for (const piece of this.#pieces) {
      const at = start - piece.start;
      if (at >= 0 && at + length <= piece.bytes.length) return piece.bytes.subarray(at, at + length);
    }
    return undefined;
  }

  /** Bytes that were read; those read twice count twice. */
  get total(): number {
    return this.#pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
  }
}

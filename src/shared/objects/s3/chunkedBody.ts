import { BadAnswerError } from "./errors.js";

/** Sizes are a few digits; what may follow them, and the trailer's fields, nobody sends. */
const maxLineLength = 4_096;

/**
 * Takes a body in chunks apart (RFC 9112, section 7.1).
 *
 *     5 ⏎ hello ⏎  3 ⏎ you ⏎  0 ⏎  trailer fields ⏎ ⏎
 */
export class ChunkedBody {
  readonly #write: (bytes: Uint8Array) => void;
  #expected: "size" | "data" | "end of data" | "trailer" | "nothing" = "size";
  /** bytes of the chunk to come */
  #left = 0;
  /** what has come of a line */
  #line = "";

  /** @param write receives the content, piece by piece */
  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  /**
   * @param bytes the next of the body, wherever they were cut
   * @returns whether the body is complete
   * @throws BadAnswerError where they are no such body; or as `write`
   */
  take(bytes: Uint8Array): boolean {
    let at = 0;
    while (at < bytes.length) at += this.#expected === "data" ? this.#takeData(bytes, at) : this.#takeLine(bytes, at);
    return this.#expected === "nothing";
  }

  #takeData(bytes: Uint8Array, from: number): number {
    const piece = bytes.subarray(from, from + this.#left);
    this.#write(piece);
    this.#left -= piece.length;
    if (this.#left === 0) this.#expected = "end of data";
    return piece.length;
  }

  #takeLine(bytes: Uint8Array, from: number): number {
    const end = bytes.indexOf(lineFeed, from) + 1;
    const piece = bytes.subarray(from, end === 0 ? bytes.length : end);
    this.#line += String.fromCharCode(...piece.subarray(0, maxLineLength));
    if (this.#line.length >= maxLineLength) throw new BadAnswerError("a line in a chunked answer is too long");
    if (end !== 0) {
      this.#endLine(this.#line.trimEnd());
      this.#line = "";
    }
    return piece.length;
  }

  #endLine(line: string): void {
    switch (this.#expected) {
      case "size": {
        const digits = /^([0-9a-fA-F]{1,12})(?:[\t ]*;.*)?$/.exec(line)?.[1];
        if (digits === undefined) throw new BadAnswerError(`not the size of a chunk: ${JSON.stringify(line)}`);
        this.#left = Number.parseInt(digits, 16);
        this.#expected = this.#left === 0 ? "trailer" : "data";
        return;
      }
      case "end of data":
        if (line !== "") throw new BadAnswerError("a chunk is longer than it says");
        this.#expected = "size";
        return;
      case "trailer":
        if (line === "") this.#expected = "nothing";
        return;
      case "data":
      case "nothing":
        throw new BadAnswerError("more bytes than the answer has chunks");
    }
  }
}

const lineFeed = 0x0a;

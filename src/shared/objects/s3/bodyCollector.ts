import { InputError } from "../../errors.js";
import type { ReadOptions } from "../objectStore.js";
import { S3ResponseError } from "./errors.js";
import type { AnswerHead, AnswerSink } from "./httpAnswer.js";

/** A whole answer with the content asked for. */
export interface S3Response extends AnswerHead {
  readonly bytes: Uint8Array;
}

export interface BodyLimits {
  /** a longer answer is refused at its head: InputError `too-large` */
  readonly maxBytes: number;
  readonly room: ReadOptions["room"] | undefined;
}

/** An error's XML is a few hundred bytes. */
const maxErrorBytes = 65_536;

/** Collects one answer in one buffer of the size that its head says. */
export class BodyCollector implements AnswerSink {
  readonly #limits: BodyLimits;
  #head: AnswerHead = { status: 0, headers: {} };
  #bytes: Uint8Array = Buffer.alloc(0);
  #filled = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** Where there is no room yet, the answer waits: no byte of the content is taken before there is some for all. */
  begin(head: AnswerHead, length = 0): Promise<void> | undefined {
    const { maxBytes, room } = this.#limits;
    this.#head = head;
    if (!this.#isContent) {
      this.#bytes = Buffer.allocUnsafeSlow(Math.min(length, maxErrorBytes));
      return undefined;
    }
    if (length > maxBytes) throw new InputError("too-large", `${length} bytes, at most ${maxBytes} are read`);
    // Not from Node's shared pool: the caller may hand the buffer to another thread.
    const place = room === undefined ? Buffer.allocUnsafeSlow(length) : room(length);
    if (place instanceof Promise) return place.then((bytes) => void (this.#bytes = bytes));
    this.#bytes = place;
    return undefined;
  }

  get place(): Uint8Array | undefined {
    return this.#isContent && this.#filled < this.#bytes.length ? this.#bytes.subarray(this.#filled) : undefined;
  }

  write(bytes: Uint8Array): void {
    const filled = this.#filled + bytes.length;
    if (!this.#isContent && filled > maxErrorBytes) return;
    const { maxBytes } = this.#limits;
    if (this.#isContent && filled > maxBytes)
      throw new InputError("too-large", `more than the ${maxBytes} bytes that are read`);
    // Only an answer without a length, which a proxy may make of one with, comes to this.
    if (filled > this.#bytes.length) this.#bytes = grown(this.#bytes, filled);
    const isInPlace = bytes.buffer === this.#bytes.buffer && bytes.byteOffset === this.#bytes.byteOffset + this.#filled;
    if (!isInPlace) this.#bytes.set(bytes, this.#filled);
    this.#filled = filled;
  }

  /** @throws S3ResponseError where the answer is none with content */
  response(): S3Response {
    const bytes = this.#filled === this.#bytes.length ? this.#bytes : exactCopy(this.#bytes, this.#filled);
    if (!this.#isContent) throw readError(this.#head, bytes);
    return { ...this.#head, bytes };
  }

  get #isContent(): boolean {
    return this.#head.status === 200 || this.#head.status === 206;
  }
}

function grown(bytes: Uint8Array, needed: number): Uint8Array {
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}

function exactCopy(bytes: Uint8Array, length: number): Uint8Array {
  const copy = Buffer.allocUnsafeSlow(length);
  copy.set(bytes.subarray(0, length));
  return copy;
}

/** Two elements of a flat, generated XML document; a parser would add nothing. */
function readError({ status, headers }: AnswerHead, body: Uint8Array): S3ResponseError {
  const xml = new TextDecoder().decode(body);
  const code = /<Code>([A-Za-z0-9.]+)<\/Code>/.exec(xml)?.[1] ?? "";
  const region = headers["x-amz-bucket-region"] ?? /<Region>([a-z0-9-]+)<\/Region>/.exec(xml)?.[1] ?? "";
  return new S3ResponseError(status, code, region);
}

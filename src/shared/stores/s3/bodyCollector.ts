import type { Dispatcher } from "undici";
import { InputError } from "../../errors.js";
import type { ReadOptions } from "../objectStore.js";
import { S3ResponseError } from "./errors.js";

/** A whole answer with the content asked for. */
export interface S3Response {
  readonly status: number;
  /** Names are lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Uint8Array;
}

export interface BodyLimits {
  /** a longer answer is refused at its header: InputError `too-large` */
  readonly maxBytes: number;
  readonly room: ReadOptions["room"] | undefined;
  readonly signal: AbortSignal | undefined;
}

/** An error's XML is a few hundred bytes. */
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Receives one answer into one buffer of the size that its Content-Length says.
 *
 * This is the shortest way that undici has from socket to buffer. A stream in between, or an array of chunks that is joined
 * at the end, costs as much CPU again, and the SDK's own way three times as much.
 */
export class BodyCollector implements Dispatcher.DispatchHandler {
  readonly response: Promise<S3Response>;
  readonly #limits: BodyLimits;
  #settle!: { resolve: (response: S3Response) => void; reject: (reason: unknown) => void };
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: S3Response["headers"] = {};
  #bytes: Uint8Array = Buffer.alloc(0);
  #filled = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
    this.response = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    limits.signal?.addEventListener("abort", this.#abort);
  }

  readonly #abort = (): void => this.#fail(this.#limits.signal?.reason);

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#limits.signal?.aborted === true) this.#abort();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: S3Response["headers"]): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    const length = Number(headers["content-length"] ?? 0);
    if (this.#isContent && length > this.#limits.maxBytes) {
      this.#fail(new InputError("too-large", `${length} bytes, at most ${this.#limits.maxBytes} are read`));
      return;
    }
    if (!this.#isContent) this.#bytes = Buffer.allocUnsafeSlow(Math.min(length, MAX_ERROR_BYTES));
    // Not from Node's shared pool: the caller may hand the buffer to another thread.
    else if (this.#limits.room === undefined) this.#bytes = Buffer.allocUnsafeSlow(length);
    else this.#fillIn(this.#limits.room(length));
  }

  /** Where there is no room yet, the socket stands still: no byte of the content is taken before there is some for all. */
  #fillIn(room: Uint8Array | Promise<Uint8Array>): void {
    if (room instanceof Uint8Array) {
      this.#bytes = room;
      return;
    }
    this.#controller!.pause();
    room.then(
      (bytes) => {
        this.#bytes = bytes;
        this.#controller!.resume();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#isContent && this.#filled + chunk.length > MAX_ERROR_BYTES) return;
    const needed = this.#filled + chunk.length;
    if (needed > this.#limits.maxBytes && this.#isContent) {
      this.#fail(new InputError("too-large", `more than the ${this.#limits.maxBytes} bytes that are read`));
      return;
    }
    // Only an answer without a length, which a proxy may make of one with, comes to this.
    if (needed > this.#bytes.length) this.#bytes = grown(this.#bytes, needed);
    this.#bytes.set(chunk, this.#filled);
    this.#filled = needed;
  }

  onResponseEnd(): void {
    this.#limits.signal?.removeEventListener("abort", this.#abort);
    const bytes = this.#filled === this.#bytes.length ? this.#bytes : exactCopy(this.#bytes, this.#filled);
    if (this.#isContent) this.#settle.resolve({ status: this.#status, headers: this.#headers, bytes });
    else this.#settle.reject(readError(this.#status, this.#headers, bytes));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  get #isContent(): boolean {
    return this.#status === 200 || this.#status === 206;
  }

  /** The first reason counts; the connection is given up with the answer that is on it. */
  #fail(reason: unknown): void {
    this.#limits.signal?.removeEventListener("abort", this.#abort);
    this.#settle.reject(reason);
    if (this.#controller?.aborted === false) this.#controller.abort(reason as Error);
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
function readError(status: number, headers: S3Response["headers"], body: Uint8Array): S3ResponseError {
  const xml = new TextDecoder().decode(body);
  const code = /<Code>([A-Za-z0-9.]+)<\/Code>/.exec(xml)?.[1] ?? "";
  const region = headers["x-amz-bucket-region"] ?? /<Region>([a-z0-9-]+)<\/Region>/.exec(xml)?.[1] ?? "";
  return new S3ResponseError(status, code, String(region));
}

import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { InputError } from "../../errors.js";
import type { ReadOptions } from "../objectStore.js";

/** The destination of a GetObject's body. */
export interface Destination {
  readonly maxBytes: number;
  readonly room: ReadOptions["room"] | undefined;
  /** The complete body, after a successful attempt. */
  bytes?: Uint8Array;
  /** They were compared with a checksum from the response. */
  isVerified?: boolean;
}

/** The response as the SDK's request handlers return it. */
export interface HandlerResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/** The body ended early, or is longer than announced. `$retryable` tells the SDK that another attempt may succeed. */
export class IncompleteBodyError extends Error {
  override readonly name = "IncompleteBody";
  readonly $retryable = {};
}

/** An error's XML is a few hundred bytes. */
const maxErrorBytes = 65_536;

/** Undici's codes for transient errors: the SDK only knows Node's. */
const transientCodes = new Set([
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_SOCKET",
]);

/**
 * Receives one response of undici: the content into a buffer of exactly its length, an error's XML for the SDK to read.
 *
 * Undici calls it with each chunk from the socket. A stream in between would cost a third of the whole request.
 */
export class BodyReceiver implements Dispatcher.DispatchHandler {
  /** Settled when the body is complete. */
  readonly response: Promise<HandlerResponse>;
  readonly #destination: Destination;
  readonly #signal: AbortSignal;
  #resolve!: (response: HandlerResponse) => void;
  #reject!: (reason: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #statusCode = 0;
  #headers: Record<string, string> = {};
  /** Has the announced length; grows if none was announced. */
  #bytes: Uint8Array = Buffer.alloc(0);
  #filled = 0;
  #isSized = false;

  constructor(destination: Destination, signal: AbortSignal) {
    this.#destination = destination;
    this.#signal = signal;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    signal.addEventListener("abort", this.#abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) this.#abort();
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number, headers: object): void {
    if (statusCode < 200) return;
    this.#statusCode = statusCode;
    this.#headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const length = this.#headers["content-length"];
    this.#isSized = length !== undefined;
    if (!this.#isContent || length === undefined) return;
    const { maxBytes, room } = this.#destination;
    const size = Number(length);
    if (size > maxBytes) throw new InputError("too-large", `${size} bytes, more than the limit of ${maxBytes}`);
    // Not from Node's shared pool: the caller may hand the buffer to another thread.
    const place = room === undefined ? Buffer.allocUnsafeSlow(size) : room(size);
    if (!(place instanceof Promise)) {
      this.#bytes = place;
      return;
    }
    controller.pause();
    place.then(
      (bytes) => {
        this.#bytes = bytes;
        controller.resume();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    const filled = this.#filled + chunk.length;
    if (!this.#isContent) {
      if (filled > maxErrorBytes) return;
    } else if (this.#isSized) {
      if (filled > this.#bytes.length) throw new IncompleteBodyError(`longer than ${this.#bytes.length} bytes`);
    } else if (filled > this.#destination.maxBytes) {
      throw new InputError("too-large", `more than the ${this.#destination.maxBytes} bytes that are read`);
    }
    if (filled > this.#bytes.length) this.#grow(filled);
    this.#bytes.set(chunk, this.#filled);
    this.#filled = filled;
  }

  onResponseEnd(): void {
    if (this.#isContent && this.#isSized && this.#filled < this.#bytes.length) {
      this.#fail(new IncompleteBodyError(`ended after ${this.#filled} of ${this.#bytes.length} bytes`));
      return;
    }
    void this.#complete();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  get #isContent(): boolean {
    return this.#statusCode === 200 || this.#statusCode === 206;
  }

  /** Only proxies omit the length, and only an error's body has no buffer of its length. */
  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  async #complete(): Promise<void> {
    try {
      const bytes = this.#isContent && this.#isSized ? this.#bytes : await this.#exact();
      if (this.#isContent) this.#destination.bytes = bytes;
      this.#settle();
      this.#resolve({ statusCode: this.#statusCode, headers: this.#headers, body: Readable.from([bytes]) });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #exact(): Promise<Uint8Array> {
    const { room } = this.#destination;
    const bytes =
      this.#isContent && room !== undefined ? await room(this.#filled) : Buffer.allocUnsafeSlow(this.#filled);
    bytes.set(this.#bytes.subarray(0, this.#filled));
    return bytes;
  }

  readonly #abort = (): void => this.#fail(this.#signal.reason);

  /** Nothing is written to the buffer after this call, so its owner may lease it to another request. */
  #fail(error: unknown): void {
    this.#settle();
    this.#bytes = Buffer.alloc(0);
    this.#reject(transient(error));
    if (this.#controller?.aborted === false) this.#controller.abort(error as Error);
  }

  #settle(): void {
    this.#signal.removeEventListener("abort", this.#abort);
  }
}

function transient(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
  return transientCodes.has(code) ? Object.assign(error as Error, { $retryable: {} }) : error;
}

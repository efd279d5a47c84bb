import { ChunkedBody } from "./chunkedBody.js";
import { BadAnswerError } from "./errors.js";

/** Status line and header fields of an answer (RFC 9112, sections 4 and 5). */
export interface AnswerHead {
  readonly status: number;
  /** Names are lower case; of a field that comes twice the last value. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Where an answer goes. What it throws, `AnswerReader.take` throws. */
export interface AnswerSink {
  /**
   * @param length bytes of the body; undefined where only its end will tell
   * @returns a promise where no byte of the body may come before it is resolved
   */
  begin(head: AnswerHead, length: number | undefined): Promise<void> | undefined;
  /** The next bytes of the body; may be a view of what `place` gave, where they then are already. */
  write(bytes: Uint8Array): void;
  /** Where the next bytes of the body are wanted, so that they need not be copied. */
  readonly place: Uint8Array | undefined;
}

/** S3 sends less than 2 kB; Node's own client takes 16 kB too. */
const maxHeadBytes = 16_384;

/**
 * Reads one HTTP/1.1 answer to a GET, as its bytes come.
 *
 *     HTTP/1.1 206 Partial Content ⏎ content-length: 370000 ⏎ … ⏎⏎ body
 *     └─────────────── head ────────────────────────────────────┘
 *
 * The body ends where content-length says, or with the last chunk, or else with the connection (RFC 9112, section 6.3).
 */
export class AnswerReader {
  readonly #sink: AnswerSink;
  #head: Uint8Array | undefined = new Uint8Array(0);
  /** of a body with a length: bytes to come */
  #left = 0;
  #chunks: ChunkedBody | undefined;
  #isOver = false;
  #endsWithConnection = false;
  #mayFollow = false;

  constructor(sink: AnswerSink) {
    this.#sink = sink;
  }

  /** The whole answer has been read. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** After this answer the connection is good for another. */
  get mayFollow(): boolean {
    return this.#mayFollow && !this.#endsWithConnection;
  }

  /** Where the next bytes are wanted, if that matters: those of a body whose length is known. */
  get place(): Uint8Array | undefined {
    return this.#left === 0 ? undefined : this.#sink.place?.subarray(0, this.#left);
  }

  /**
   * @param bytes the next that came; theirs is only this call, the buffer is used again
   * @returns a promise where no more may be taken before it is resolved
   * @throws BadAnswerError, or as the sink
   */
  take(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#head === undefined) {
      this.#takeBody(bytes);
      return undefined;
    }
    const all = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    const end = Buffer.from(all.buffer, all.byteOffset, all.length).indexOf("\r\n\r\n");
    if (end === -1) {
      if (all.length > maxHeadBytes) throw new BadAnswerError(`a head of more than ${maxHeadBytes} bytes`);
      this.#head = new Uint8Array(all); // a copy: the buffer is used again
      return undefined;
    }
    const head = parseHead(all.subarray(0, end));
    const rest = all.subarray(end + 4);
    if (head.status < 200) {
      this.#head = new Uint8Array(0); // an interim answer: the real one follows
      return rest.length === 0 ? undefined : this.take(rest);
    }
    this.#head = undefined;
    return this.#begin(head, rest);
  }

  /** The connection has ended. @throws BadAnswerError where more was to come */
  end(): void {
    if (!this.#isOver && !this.#endsWithConnection) throw new BadAnswerError("the connection ended within the answer");
    this.#isOver = true;
  }

  #begin(head: AnswerHead, rest: Uint8Array): Promise<void> | undefined {
    const length = this.#frame(head);
    const waiting = this.#sink.begin(head, length);
    if (waiting === undefined) {
      this.#takeBody(rest);
      return undefined;
    }
    const kept = new Uint8Array(rest);
    return waiting.then(() => this.#takeBody(kept));
  }

  /** Finds how the body will end. @returns its length, where that is known */
  #frame({ status, headers }: AnswerHead): number | undefined {
    this.#mayFollow = !/\bclose\b/i.test(headers["connection"] ?? "");
    if (status === 204 || status === 304) return 0;
    if (headers["transfer-encoding"] !== undefined) {
      if (headers["transfer-encoding"].toLowerCase() !== "chunked")
        throw new BadAnswerError(`transfer-encoding ${headers["transfer-encoding"]} was not asked for`);
      this.#chunks = new ChunkedBody((bytes) => this.#sink.write(bytes));
      return undefined;
    }
    const text = headers["content-length"];
    if (text === undefined) {
      this.#endsWithConnection = true;
      return undefined;
    }
    if (!/^\d+$/.test(text)) throw new BadAnswerError(`content-length: ${text}`);
    return (this.#left = Number(text));
  }

  #takeBody(bytes: Uint8Array): void {
    if (this.#endsWithConnection) {
      this.#sink.write(bytes);
      return;
    }
    if (this.#chunks !== undefined) {
      this.#isOver = this.#chunks.take(bytes);
      return;
    }
    if (bytes.length > this.#left) throw new BadAnswerError("more bytes than the answer's length");
    this.#sink.write(bytes);
    this.#left -= bytes.length;
    this.#isOver = this.#left === 0;
  }
}

/** @param bytes the head without the empty line that ends it */
function parseHead(bytes: Uint8Array): AnswerHead {
  const [first = "", ...lines] = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString("latin1")
    .split("\r\n");
  const status = /^HTTP\/1\.[01] ([1-9]\d\d)(?: |$)/.exec(first)?.[1];
  if (status === undefined)
    throw new BadAnswerError(`not an answer of HTTP/1.1: ${JSON.stringify(first.slice(0, 80))}`);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1) throw new BadAnswerError(`not a header field: ${JSON.stringify(line.slice(0, 80))}`);
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(status), headers };
}

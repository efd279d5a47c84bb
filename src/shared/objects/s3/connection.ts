import { connect as connectPlain, isIP, type OnReadOpts, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { AnswerReader, type AnswerSink } from "./httpAnswer.js";
import { BadAnswerError } from "./errors.js";
import type { BucketAddress, S3Limits } from "./client.js";

/** One request, and who waits for its answer. */
export interface Exchange {
  /** The whole of the request, head and empty line. */
  readonly request: string;
  readonly sink: AnswerSink;
  readonly done: () => void;
  readonly fail: (reason: unknown) => void;
}

/** What a body of unknown length comes in; TLS gives 16 kB at once, a socket as much as there is. */
const scratchBytes = 65_536;

/** Servers end connections at rest after 5 s and more; a request must not meet one that is just being ended. */
const restMs = 4_000;

/**
 * A connection that is kept between requests, one at a time.
 *
 * The kernel writes a body to where it is wanted. A stream, and with it every HTTP client that reads one, has a buffer of
 * 64 kB made for each read, and V8 collects the whole heap for every 32 MB of such: of 370 kB that cost as much processor
 * time as half of computing their features.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #limits: S3Limits;
  readonly #scratch = Buffer.allocUnsafeSlow(scratchBytes);
  readonly #onRest: () => void;
  #exchange: Exchange | undefined;
  #onOver: () => void = () => undefined;
  #reader: AnswerReader | undefined;
  #isConnected = false;

  /**
   * @param onRest   another request can be sent
   * @param onClosed none ever can
   */
  constructor(address: BucketAddress, limits: S3Limits, onRest: () => void, onClosed: () => void) {
    this.#limits = limits;
    this.#onRest = onRest;
    this.#socket = openSocket(address, {
      buffer: () => this.#reader?.place ?? this.#scratch,
      callback: (count, buffer) => this.#take(buffer.subarray(0, count)),
    });
    this.#socket
      .setTimeout(limits.connectTimeoutMs)
      .once(address.protocol === "https:" ? "secureConnect" : "connect", () => this.#connected())
      .on("timeout", () => this.destroy(this.#exchange === undefined ? undefined : new SilenceError()))
      .on("error", (error) => this.#fail(error))
      .on("close", () => {
        this.#ended();
        onClosed();
      });
  }

  /**
   * Sends a request: at once, or when the connection stands.
   *
   * @param onOver called when it is done or has failed, before those who wait for it are told
   */
  send(exchange: Exchange, onOver: () => void): void {
    this.#exchange = exchange;
    this.#onOver = onOver;
    this.#reader = new AnswerReader(exchange.sink);
    this.#socket.ref();
    if (this.#isConnected) this.#socket.setTimeout(this.#limits.idleTimeoutMs);
    this.#socket.write(exchange.request, "latin1");
  }

  /** Ends the connection, and fails the request that is on it. */
  destroy(reason?: unknown): void {
    this.#fail(reason);
    this.#socket.destroy();
  }

  #connected(): void {
    this.#isConnected = true;
    this.#socket.setTimeout(this.#limits.idleTimeoutMs);
  }

  /** @returns whether to go on reading */
  #take(bytes: Uint8Array): boolean {
    const reader = this.#reader;
    try {
      if (reader === undefined) throw new BadAnswerError("bytes that nobody asked for");
      const waiting = reader.take(bytes);
      if (waiting === undefined) {
        if (reader.isOver) this.#finish(reader);
        return true;
      }
      this.#socket.setTimeout(0); // the silence is ours
      waiting.then(
        () => this.#goOn(reader),
        (error: unknown) => this.destroy(error),
      );
      return false;
    } catch (error) {
      this.destroy(error);
      return false;
    }
  }

  #goOn(reader: AnswerReader): void {
    if (this.#reader !== reader) return; // given up meanwhile
    this.#socket.setTimeout(this.#limits.idleTimeoutMs);
    if (reader.isOver) this.#finish(reader);
    this.#socket.resume();
  }

  #finish(reader: AnswerReader): void {
    const { done } = this.#exchange!;
    this.#clear();
    if (reader.mayFollow) {
      this.#socket.setTimeout(restMs).unref();
      this.#onRest();
    } else this.#socket.destroy();
    done();
  }

  /** The other side has closed, perhaps at the end of an answer that ends so. */
  #ended(): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    try {
      reader.end();
      this.#finish(reader);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(reason: unknown): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#clear();
    exchange.fail(reason);
  }

  #clear(): void {
    this.#exchange = undefined;
    this.#reader = undefined;
    this.#onOver();
  }
}

/** The server sent nothing for too long. */
class SilenceError extends Error {
  readonly code = "ETIMEDOUT";
}

function openSocket({ protocol, hostname, port }: BucketAddress, onread: OnReadOpts): Socket {
  const host = hostname.replace(/^\[(.*)\]$/, "$1"); // an IPv6 address stands in brackets in a URL
  const common = { host, noDelay: true, keepAlive: true, onread };
  if (protocol !== "https:") return connectPlain({ ...common, port: port ?? 80 });
  const servername = isIP(host) === 0 ? { servername: host } : {};
  // Node's types leave aside that tls.connect knows onread too.
  return connectTls({ ...common, ...servername, port: port ?? 443, ALPNProtocols: ["http/1.1"] } as ConnectionOptions);
}

import type { BucketAddress, S3Limits } from "./client.js";
import { Connection, type Exchange } from "./connection.js";

/** Keeps connections to a bucket's server, no more than allowed; where all are busy, requests wait in turn. */
export class ConnectionPool {
  readonly #address: BucketAddress;
  readonly #limits: S3Limits;
  readonly #open = new Set<Connection>();
  /** The one used last stands at the end and is used next, so that those too many come to their end. */
  readonly #resting: Connection[] = [];
  readonly #busy = new Map<Exchange, Connection>();
  #waiting: Exchange[] = [];
  #isClosed = false;

  constructor(address: BucketAddress, limits: S3Limits) {
    this.#address = address;
    this.#limits = limits;
  }

  send(exchange: Exchange): void {
    if (this.#isClosed) {
      exchange.fail(closedError());
      return;
    }
    this.#waiting.push(exchange);
    this.#startNext();
  }

  /** Fails a request wherever it is; harmless where it is over. The connection it was on is of no more use. */
  giveUp(exchange: Exchange, reason: unknown): void {
    const connection = this.#busy.get(exchange);
    if (connection !== undefined) connection.destroy(reason);
    else if (this.#waiting.includes(exchange)) {
      this.#waiting = this.#waiting.filter((each) => each !== exchange);
      exchange.fail(reason);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const exchange of this.#waiting.splice(0)) exchange.fail(closedError());
    for (const connection of this.#open) connection.destroy(closedError());
  }

  #startNext(): void {
    while (this.#waiting.length > 0) {
      const connection = this.#resting.pop() ?? this.#connect();
      if (connection === undefined) return;
      const exchange = this.#waiting.shift()!;
      this.#busy.set(exchange, connection);
      connection.send(exchange, () => this.#busy.delete(exchange));
    }
  }

  #connect(): Connection | undefined {
    if (this.#open.size >= this.#limits.maxSockets) return undefined;
    const connection: Connection = new Connection(
      this.#address,
      this.#limits,
      () => {
        this.#resting.push(connection);
        this.#startNext();
      },
      () => {
        this.#open.delete(connection);
        const at = this.#resting.indexOf(connection);
        if (at !== -1) this.#resting.splice(at, 1);
        this.#startNext();
      },
    );
    this.#open.add(connection);
    return connection;
  }
}

function closedError(): Error {
  return new Error("the store is closed");
}

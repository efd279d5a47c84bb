import type { S3Client } from "@aws-sdk/client-s3";
import { setTimeout as delay } from "node:timers/promises";
import { BodyCollector, type S3Response } from "./bodyCollector.js";
import type { ReadOptions } from "../objectStore.js";
import type { BucketAddress, S3Limits } from "./client.js";
import type { Exchange } from "./connection.js";
import { ConnectionPool } from "./connectionPool.js";
import { isTransient, meaningOf } from "./errors.js";

type Signer = Awaited<ReturnType<S3Client["config"]["signer"]>>;
type Retries = Awaited<ReturnType<S3Client["config"]["retryStrategy"]>>;
type RetriesWithTokens = Extract<Retries, { acquireInitialRetryToken: unknown }>;

export interface GetRequest {
  /** The whole key in the bucket; empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly room?: ReadOptions["room"] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches objects' bytes, beside the SDK rather than through it: of GetObject's client CPU most goes into middleware and
 * streams (measured: 1.2 ms and more for 370 kB, a multiple of what it takes here). Credentials, signature, clock offset and retry policy
 * stay the SDK's.
 */
export class BodyReader {
  readonly #address: BucketAddress;
  readonly #client: S3Client;
  readonly #pool: ConnectionPool;
  readonly #signer: Signer;
  readonly #retries: RetriesWithTokens;

  static async open(client: S3Client, address: BucketAddress, limits: S3Limits): Promise<BodyReader> {
    const scheme = { name: "sigv4", signingName: "s3", signingRegion: address.signingRegion, properties: {} };
    const [signer, retries] = await Promise.all([client.config.signer(scheme), client.config.retryStrategy()]);
    if (!("acquireInitialRetryToken" in retries))
      throw new Error("the SDK's retry strategy is of the first generation");
    return new BodyReader(address, client, signer, retries, limits);
  }

  private constructor(
    address: BucketAddress,
    client: S3Client,
    signer: Signer,
    retries: RetriesWithTokens,
    limits: S3Limits,
  ) {
    this.#address = address;
    this.#client = client;
    this.#signer = signer;
    this.#retries = retries;
    this.#pool = new ConnectionPool(address, limits);
  }

  /**
   * Sends a GET, and again, after the SDK's jittered pauses, where the failure may pass.
   *
   * @throws what the last try met: S3ResponseError, an error of the network, InputError `too-large`, or the signal's reason
   */
  async get(request: GetRequest): Promise<S3Response> {
    let token = await this.#retries.acquireInitialRetryToken("s3");
    for (;;) {
      try {
        const response = await this.#getOnce(request);
        this.#retries.recordSuccess(token);
        return response;
      } catch (error) {
        if (request.signal?.aborted === true || !isTransient(error)) throw error;
        try {
          const errorType = meaningOf(error) === "throttled" ? "THROTTLING" : "TRANSIENT";
          token = await this.#retries.refreshRetryTokenForRetry(token, { errorType });
        } catch {
          throw error; // tries or the client's budget of retries are used up
        }
        await delay(token.getRetryDelay(), undefined, request.signal === undefined ? {} : { signal: request.signal });
      }
    }
  }

  close(): void {
    this.#pool.close();
  }

  async #getOnce({ key, query = {}, headers, maxBytes, room, signal }: GetRequest): Promise<S3Response> {
    const { protocol, hostname, port, basePath } = this.#address;
    const host = port === undefined ? hostname : `${hostname}:${port}`;
    const path = basePath + encodeKey(key);
    const unsigned = { method: "GET", protocol, hostname, path, query, headers: { host, ...headers } };
    const signingDate = new Date(Date.now() + this.#client.config.systemClockOffset);
    const signed = await this.#signer.sign(unsigned, { signingDate });
    const text = requestText(path + queryString(query), signed.headers);
    return this.#exchange(text, new BodyCollector({ maxBytes, room }), signal);
  }

  async #exchange(request: string, body: BodyCollector, signal: AbortSignal | undefined): Promise<S3Response> {
    signal?.throwIfAborted();
    const stop = (): void => this.#pool.giveUp(exchange, signal?.reason);
    let exchange!: Exchange;
    const answered = new Promise<void>((done, fail) => (exchange = { request, sink: body, done, fail }));
    signal?.addEventListener("abort", stop);
    try {
      this.#pool.send(exchange);
      await answered;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
    return body.response();
  }
}

/** @throws Error for what would make another request of it: keys are encoded, but an etag comes as somebody wrote it */
function requestText(path: string, headers: Readonly<Record<string, string>>): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (fields.some((field) => /[\r\n]/.test(field))) throw new Error("a header field with a line break");
  return [`GET ${path} HTTP/1.1`, ...fields, "", ""].join("\r\n");
}

function queryString(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeKey(value).replaceAll("/", "%2F")}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** Percent-encodes all but RFC 3986's unreserved characters and "/", as S3's signature demands. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replace(/%2F|[!'()*]/g, (text) =>
    text === "%2F" ? "/" : `%${text.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

import { setMaxListeners } from "node:events";
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { InputError } from "../../errors.js";
import {
  defaultPageSize,
  type ByteRange,
  type ListOptions,
  type ObjectContent,
  type ObjectPage,
  type ObjectStore,
  type RangeContent,
  type ReadOptions,
  type WriteOptions,
} from "../objectStore.js";
import { resolveRange } from "../range.js";
import { BodyReader } from "./bodyReader.js";
import type { S3Response } from "./bodyCollector.js";
import { bucketAddress, createClient, defaultLimits, type S3Limits } from "./client.js";
import { meaningOf, s3Error, S3ResponseError } from "./errors.js";
import { parseListPage, type ListedPage } from "./listPage.js";

/** A thousand keys of 1,024 bytes, each percent-encoded, with what is said of them. */
const maxPageBytes = 8_000_000;

/** The objects under a prefix of a bucket. */
export class S3Store implements ObjectStore {
  readonly source: string;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #client: S3Client;
  readonly #bodies: BodyReader;
  readonly #closing = new AbortController();
  /** The page after the last one, already on its way while the caller works on that. */
  #ahead: { readonly prefix: string; readonly after: string; readonly page: Promise<ObjectPage> } | null = null;

  /**
   * @param source as the user wrote it
   * @throws ConfigError where region or endpoint are missing or make no sense
   */
  static async open(
    source: string,
    { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
    { forcePathStyle, limits = defaultLimits }: { readonly forcePathStyle: boolean; readonly limits?: S3Limits },
  ): Promise<S3Store> {
    const client = createClient(forcePathStyle, limits);
    const address = await bucketAddress(client, bucket);
    const bodies = await BodyReader.open(client, address, limits);
    return new S3Store(source, bucket, prefix, client, bodies);
  }

  private constructor(source: string, bucket: string, prefix: string, client: S3Client, bodies: BodyReader) {
    this.source = source;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#client = client;
    this.#bodies = bodies;
    setMaxListeners(0, this.#closing.signal); // every request under way listens to it
  }

  async listPage({ prefix = "", after, pageSize = defaultPageSize, signal }: ListOptions): Promise<ObjectPage> {
    const ahead = this.#ahead;
    this.#ahead = null;
    signal?.throwIfAborted();
    const isAhead = ahead !== null && ahead.after === after && ahead.prefix === prefix;
    const page = await (isAhead ? ahead.page : this.#list(prefix, after, pageSize, signal));
    if (page.next !== null && pageSize === defaultPageSize) this.#listAhead(prefix, page.next);
    return page;
  }

  async get(key: string, options: ReadOptions = {}): Promise<ObjectContent> {
    const { headers, bytes } = await this.#read(key, {}, options);
    return { bytes, etag: unquoted(headers.etag) };
  }

  async getRange(key: string, range: ByteRange, options: ReadOptions = {}): Promise<RangeContent> {
    let response: S3Response;
    try {
      response = await this.#read(key, { range: rangeHeader(range) }, options);
    } catch (error) {
      if (isPastEnd(error)) return this.#nothingAt(key, options);
      throw error;
    }
    const { status, headers, bytes } = response;
    const etag = unquoted(headers.etag);
    if (status === 206) {
      const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(String(headers["content-range"])) ?? [];
      return { bytes, etag, start: Number(start), size: Number(size) };
    }
    // The whole object: a server may leave Range aside (RFC 9110, section 14.2).
    const { start, length } = resolveRange(range, bytes.length);
    return { bytes: bytes.slice(start, start + length), etag, start, size: bytes.length };
  }

  async put(key: string, bytes: Uint8Array, { ifNoneMatch = false, signal }: WriteOptions = {}): Promise<boolean> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: this.#prefix + key,
      Body: bytes, // never a stream: several servers refuse the chunked form that the SDK then sends
      ...(ifNoneMatch ? { IfNoneMatch: "*" } : {}),
    });
    try {
      await this.#client.send(command, { abortSignal: this.#until(signal) });
      return true;
    } catch (error) {
      if (ifNoneMatch && meaningOf(error) === "changed") return false;
      throw this.#objectError(key, error, signal);
    }
  }

  async remove(key: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key });
    try {
      await this.#client.send(command, { abortSignal: this.#closing.signal });
    } catch (error) {
      throw this.#objectError(key, error, undefined);
    }
  }

  close(): Promise<void> {
    this.#closing.abort(new Error("the store is closed"));
    this.#bodies.close();
    this.#client.destroy();
    return Promise.resolve();
  }

  async #list(prefix: string, after: string | null, pageSize: number, signal?: AbortSignal): Promise<ObjectPage> {
    const query: Record<string, string> = {
      // XML cannot hold every character that a key can.
      "encoding-type": "url",
      "list-type": "2",
      "max-keys": String(pageSize),
      prefix: this.#prefix + prefix,
      ...(after === null ? {} : { "start-after": this.#prefix + after }),
    };
    try {
      const request = { key: "", query, headers: {}, maxBytes: maxPageBytes, signal: this.#until(signal) };
      const { bytes } = await this.#bodies.get(request);
      return this.#page(parseListPage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8")));
    } catch (error) {
      signal?.throwIfAborted();
      throw s3Error(error, this.#where(""), "bucket");
    }
  }

  /** S3 takes a tenth of a second for a page; the caller meanwhile has work with the page before. */
  #listAhead(prefix: string, after: string): void {
    const page = this.#list(prefix, after, defaultPageSize);
    page.catch(() => undefined); // said when the page is asked for
    this.#ahead = { prefix, after, page };
  }

  #page({ entries: listed, isTruncated }: ListedPage): ObjectPage {
    const start = this.#prefix.length;
    const entries = listed.map((entry) => ({ ...entry, key: entry.key.slice(start) }));
    return {
      entries: entries.filter(({ key }) => key !== ""), // a marker that stands for the folder
      // The last key rather than S3's own token: it means the same tomorrow, in another process and on every server.
      next: isTruncated ? (entries.at(-1)?.key ?? null) : null,
    };
  }

  /** What getRange gives where the object ends before the range begins: no bytes, and the facts that such an answer lacks. */
  async #nothingAt(key: string, { signal }: ReadOptions): Promise<RangeContent> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key });
    try {
      const { ContentLength = 0, ETag } = await this.#client.send(command, { abortSignal: this.#until(signal) });
      return { bytes: new Uint8Array(0), etag: unquoted(ETag), start: ContentLength, size: ContentLength };
    } catch (error) {
      throw this.#objectError(key, error, signal);
    }
  }

  async #read(key: string, extra: Record<string, string>, options: ReadOptions): Promise<S3Response> {
    const { maxBytes = Infinity, room, ifMatch, signal } = options;
    const headers = ifMatch === undefined ? extra : { ...extra, "if-match": `"${ifMatch}"` };
    try {
      return await this.#bodies.get({ key: this.#prefix + key, headers, maxBytes, room, signal });
    } catch (error) {
      throw this.#objectError(key, error, signal);
    }
  }

  #objectError(key: string, error: unknown, signal: AbortSignal | undefined): unknown {
    signal?.throwIfAborted();
    if (error instanceof InputError) return new InputError(error.code, `${this.#where(key)}: ${error.message}`);
    return s3Error(error, this.#where(key), "object");
  }

  #where(key: string): string {
    return `s3://${this.#bucket}/${this.#prefix}${key}`;
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
  }
}

/** S3 answers 416 to a range that begins at or after the object's end: any range of an empty object does. */
function isPastEnd(error: unknown): boolean {
  return error instanceof S3ResponseError && error.status === 416;
}

function rangeHeader(range: ByteRange): string {
  return "last" in range ? `bytes=-${range.last}` : `bytes=${range.start}-${range.start + range.length - 1}`;
}

function unquoted(etag: string | undefined): string {
  return (etag ?? "").replaceAll('"', "");
}

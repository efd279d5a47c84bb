import { setMaxListeners } from "node:events";
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type GetObjectCommandInput,
  type HeadObjectCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { InputError, TransientError } from "../../errors.js";
import {
  type ByteRange,
  type ListOptions,
  type ObjectContent,
  type ObjectPage,
  type ObjectStore,
  type RangeContent,
  type ReadOptions,
  type WriteOptions,
} from "../objectStore.js";
import { parseContentRange, resolveRange } from "../range.js";
import { getObject, sendUntil } from "./body.js";
import { createClient, type S3Settings } from "./client.js";
import { meaningOf, s3Error, statusOf } from "./errors.js";
import { Listing } from "./listing.js";

type Content = Awaited<ReturnType<typeof getObject>>;

/** The objects under a prefix of a bucket. */
export class S3Store implements ObjectStore {
  readonly source: string;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #client: S3Client;
  readonly #listing: Listing;
  readonly #closing = new AbortController();
  /**
   * @param source as the user wrote it
   * @throws ConfigError if region or endpoint are missing or invalid
   */
  static async open(
    source: string,
    { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
    settings: S3Settings,
  ): Promise<S3Store> {
    return new S3Store(source, bucket, prefix, await createClient(settings));
  }

  private constructor(source: string, bucket: string, prefix: string, client: S3Client) {
    this.source = source;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#client = client;
    this.#listing = new Listing(client, { bucket, prefix }, this.#closing.signal);
    setMaxListeners(0, this.#closing.signal); // every running request listens to it
  }

  async listPage(options: ListOptions): Promise<ObjectPage> {
    return this.#listing.page(options);
  }

  async get(key: string, options: ReadOptions = {}): Promise<ObjectContent> {
    const { bytes, ETag, isVerified } = await this.#read(key, {}, options);
    if (!isVerified) await this.#requireSize(key, bytes.length, ETag, options);
    return { bytes, etag: unquoted(ETag), ...(isVerified ? {} : { isUnverified: true }) };
  }

  async getRange(key: string, range: ByteRange, options: ReadOptions = {}): Promise<RangeContent> {
    let response: Content;
    try {
      response = await this.#read(key, { Range: rangeHeader(range) }, options);
    } catch (error) {
      if (isPastEnd(error)) return this.#nothingAt(key, options);
      throw error;
    }
    const { bytes, ETag, ContentRange, isVerified } = response;
    const etag = unquoted(ETag);
    const told = parseContentRange(ContentRange);
    if (told === undefined && ContentRange !== undefined)
      throw new TransientError(`${this.#where(key)}: S3 returned a range that it calls ${ContentRange}`);
    // Without Content-Range it is the whole object: a server may ignore Range (RFC 9110, section 14.2).
    const size = told?.size ?? bytes.length;
    if (!isVerified) await this.#requireSize(key, size, ETag, options);
    const { start, length } = resolveRange(range, size);
    if (told === undefined) {
      const part = bytes.slice(start, start + length);
      return { bytes: part, etag, start, size, ...(isVerified ? {} : { isUnverified: true }) };
    }
    if (told.start !== start || bytes.length !== length)
      throw new TransientError(
        `${this.#where(key)}: S3 returned bytes ${told.start} to ${told.end}, expected ${start} to ${start + length}`,
      );
    return { bytes, etag, start, size, isUnverified: true };
  }

  async put(key: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<boolean> {
    const { ifNoneMatch = false, ifMatch, signal } = options;
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: this.#prefix + key,
      Body: bytes, // never a stream: several servers reject the chunked encoding that the SDK then uses
      ...(ifNoneMatch ? { IfNoneMatch: "*" } : {}),
      ...(ifMatch === undefined ? {} : { IfMatch: `"${ifMatch}"` }),
    });
    try {
      await sendUntil(this.#until(signal), command, async (each) => this.#client.send(each));
      return true;
    } catch (error) {
      const meaning = meaningOf(error);
      if ((ifNoneMatch || ifMatch !== undefined) && meaning === "changed") return false;
      if (ifMatch !== undefined && meaning === "missing-object") return false;
      throw this.#objectError(key, error, signal);
    }
  }

  async remove(key: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key });
    try {
      await sendUntil(this.#closing.signal, command, async (each) => this.#client.send(each));
    } catch (error) {
      throw this.#objectError(key, error, undefined);
    }
  }

  close(): Promise<void> {
    this.#closing.abort(new Error("the store is closed"));
    this.#client.destroy();
    return Promise.resolve();
  }

  /**
   * Compares an object's size in the response with the listed one.
   *
   * @throws TransientError if they differ, unless S3 confirms the new size for this ETag: then the object was replaced
   *   since the listing
   */
  async #requireSize(
    key: string,
    size: number,
    etag: string | undefined,
    { listedSize = size, signal }: ReadOptions,
  ): Promise<void> {
    if (size === listedSize) return;
    const now = await this.#head(key, signal);
    if (now.ETag === etag && now.ContentLength === size) return;
    throw new TransientError(
      `${this.#where(key)}: ${size} bytes in the response, but S3 reports ${now.ContentLength ?? "unknown"}`,
    );
  }

  async #head(key: string, signal: AbortSignal | undefined): Promise<HeadObjectCommandOutput> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key });
    try {
      return await sendUntil(this.#until(signal), command, async (each) => this.#client.send(each));
    } catch (error) {
      throw this.#objectError(key, error, signal);
    }
  }

  /**
   * The result of getRange if the object ends before the range begins: no bytes, and the facts that such a response
   * lacks.
   */
  async #nothingAt(key: string, { signal }: ReadOptions): Promise<RangeContent> {
    const { ContentLength = 0, ETag } = await this.#head(key, signal);
    return { bytes: new Uint8Array(0), etag: unquoted(ETag), start: ContentLength, size: ContentLength };
  }

  async #read(key: string, extra: Pick<GetObjectCommandInput, "Range">, options: ReadOptions): Promise<Content> {
    const { ifMatch, signal } = options;
    const input = {
      Bucket: this.#bucket,
      Key: this.#prefix + key,
      ...extra,
      ...(ifMatch === undefined ? {} : { IfMatch: `"${ifMatch}"` }),
    };
    try {
      return await getObject(this.#client, input, this.#until(signal), options);
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

  /** Closing ends any request, by destroying its connection. */
  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal ?? this.#closing.signal;
  }
}

/** Whether S3 responded with 416: the range starts at or beyond the end of the object. An empty object has no valid range. */
function isPastEnd(error: unknown): boolean {
  return statusOf(error) === 416;
}

function rangeHeader(range: ByteRange): string {
  return "last" in range ? `bytes=-${range.last}` : `bytes=${range.start}-${range.start + range.length - 1}`;
}

function unquoted(etag: string | undefined): string {
  return (etag ?? "").replaceAll('"', "");
}

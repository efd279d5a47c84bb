import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { ConfigError } from "../../errors.js";
import { compareBytes } from "../byteOrder.js";
import { defaultPageSize, type ListOptions, type ObjectEntry, type ObjectPage } from "../objectStore.js";
import { sendUntil } from "./body.js";
import { s3Error } from "./errors.js";

/**
 * S3 may return a page without keys that is not the last one. It does not say how many of these may follow each other.
 */
const maxEmptyPages = 100;

/** Reading objects of these classes fails with InvalidObjectState until they are restored; GLACIER_IR is readable. */
const archiveClasses: ReadonlySet<string | undefined> = new Set(["GLACIER", "DEEP_ARCHIVE"]);

interface Position {
  readonly prefix: string;
  readonly after: string;
}

/** Lists the keys under a prefix of a bucket page by page, fetching the next page ahead. */
export class Listing {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #root: string;
  readonly #closing: AbortSignal;
  /** The page after the last one, already being fetched while the caller processes that. */
  #ahead: (Position & { readonly page: Promise<ObjectPage> }) | null = null;
  /** S3's token for the page after the last one. Another process resumes by key instead, which works everywhere. */
  #token: (Position & { readonly token: string }) | null = null;

  constructor(client: S3Client, { bucket, prefix }: { bucket: string; prefix: string }, closing: AbortSignal) {
    this.#client = client;
    this.#bucket = bucket;
    this.#root = prefix;
    this.#closing = closing;
  }

  /** @throws ConfigError also if the keys of a listing do not increase: it would never end, or miss some of them */
  async page({ prefix = "", after, pageSize = defaultPageSize, signal }: ListOptions): Promise<ObjectPage> {
    const ahead = this.#ahead;
    this.#ahead = null;
    signal?.throwIfAborted();
    const isAhead = ahead !== null && ahead.after === after && ahead.prefix === prefix;
    const page = await (isAhead ? ahead.page : this.#page(prefix, after, pageSize, signal));
    if (page.next !== null && pageSize === defaultPageSize) this.#pageAhead(prefix, page.next);
    return page;
  }

  /** S3 takes a tenth of a second for a page; meanwhile the caller processes the previous page. */
  #pageAhead(prefix: string, after: string): void {
    const page = this.#page(prefix, after, defaultPageSize);
    page.catch(() => undefined); // thrown when the page is requested
    this.#ahead = { prefix, after, page };
  }

  async #page(prefix: string, after: string | null, pageSize: number, signal?: AbortSignal): Promise<ObjectPage> {
    let token = this.#tokenAt(prefix, after);
    for (let empty = 0; empty < maxEmptyPages; empty++) {
      const output = await this.#request(prefix, after, token, pageSize, signal);
      const entries = this.#entries(output, after);
      token = output.IsTruncated === true ? output.NextContinuationToken : undefined;
      if (output.IsTruncated !== true) return { entries: withoutFolder(entries), next: null };
      const next = entries.at(-1)?.key;
      if (next !== undefined) {
        this.#token = token === undefined ? null : { prefix, after: next, token };
        return { entries: withoutFolder(entries), next };
      }
      if (token === undefined) break;
    }
    throw new ConfigError([`${this.#where}: S3 says that there are more keys, but lists none`]);
  }

  async #request(
    prefix: string,
    after: string | null,
    token: string | undefined,
    pageSize: number,
    signal?: AbortSignal,
  ): Promise<ListObjectsV2CommandOutput> {
    const command = new ListObjectsV2Command({
      Bucket: this.#bucket,
      EncodingType: "url", // XML cannot hold every character that a key can
      MaxKeys: pageSize,
      Prefix: this.#root + prefix,
      OptionalObjectAttributes: ["RestoreStatus"],
      ...(token !== undefined
        ? { ContinuationToken: token }
        : after === null
          ? {}
          : { StartAfter: this.#root + after }),
    });
    try {
      return await sendUntil(signal ?? this.#closing, command, async (each) => this.#client.send(each));
    } catch (error) {
      signal?.throwIfAborted();
      throw s3Error(error, this.#where, "bucket");
    }
  }

  /** @throws ConfigError unless each key is greater than the one before */
  #entries({ Contents = [], EncodingType }: ListObjectsV2CommandOutput, after: string | null): ObjectEntry[] {
    // Some servers ignore encoding-type, and say so by not repeating it.
    const decode = EncodingType === "url" ? decodeKey : (key: string) => key;
    let last = after;
    return Contents.map(({ Key = "", Size = 0, ETag = "", StorageClass, RestoreStatus }) => {
      const key = decode(Key).slice(this.#root.length);
      if (last !== null && compareBytes(key, last) <= 0)
        throw new ConfigError([
          `${this.#where}: the server lists ${JSON.stringify(key)} after ${JSON.stringify(last)}; expected every key once, in byte order`,
        ]);
      last = key;
      const isRestored = RestoreStatus?.RestoreExpiryDate !== undefined && RestoreStatus.IsRestoreInProgress !== true;
      const isArchived = archiveClasses.has(StorageClass) && !isRestored;
      return { key, size: Size, etag: ETag.replaceAll('"', ""), ...(isArchived ? { isArchived } : {}) };
    });
  }

  #tokenAt(prefix: string, after: string | null): string | undefined {
    return this.#token?.after === after && this.#token.prefix === prefix ? this.#token.token : undefined;
  }

  get #where(): string {
    return `s3://${this.#bucket}/${this.#root}`;
  }
}

/** Leaves out the marker object of the folder itself. */
function withoutFolder(entries: readonly ObjectEntry[]): ObjectEntry[] {
  return entries.filter(({ key }) => key !== "");
}

function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}

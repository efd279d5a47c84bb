import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { InputError, UsageError } from "../shared/errors.js";
import type { PredictFile } from "../runs/jobs.js";
import { SkippedFiles } from "./skippedFiles.js";
import { fileError } from "../shared/objects/fileErrors.js";
import type { ObjectStore } from "../shared/objects/objectStore.js";
import type { OpenObjects } from "../shared/objects/openObjectStore.js";
import { parseSource } from "../shared/objects/source.js";
import type { UploadStore } from "../runs/uploads/uploadStore.js";

/** One recording to predict. */
export interface PredictItem {
  /** the recording's name in the result */
  readonly name: string;
  /** Provides it to the worker; called when its turn comes. @throws InputError if it cannot be read here */
  readonly file: () => Promise<PredictFile>;
}

/** A source given on the command line: one recording, or a directory or prefix with many. */
export type PredictSource =
  | { readonly kind: "one"; readonly item: PredictItem }
  | { readonly kind: "many"; readonly items: () => AsyncGenerator<PredictItem> };

export interface SourceReader {
  readonly uploads: Pick<UploadStore, "put">;
  readonly openObjects: OpenObjects;
  /** the workers read local files themselves: they run in this process */
  readonly workersAreHere: boolean;
  /** larger files are rejected before they are sent */
  readonly maxBytes: number;
  /** counts files whose names are not those of recordings */
  readonly skipped: SkippedFiles;
}

/**
 * Reads `FILE`, `DIRECTORY`, `s3://bucket/key`, `s3://bucket/prefix` or `-` (stdin).
 *
 * @throws ConfigError if an s3:// address is invalid or its bucket cannot be listed
 */
export async function readPredictSource(text: string, reader: SourceReader): Promise<PredictSource> {
  if (text === "-") return { kind: "one", item: { name: "-", file: async () => fromStdin(reader) } };
  if (parseSource(text).kind === "s3") return readS3(text, reader);
  const path = resolve(text);
  const isDirectory = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false, // reported when its turn comes, so that the other sources are predicted
  );
  const inDirectory = (key: string): PredictItem["file"] =>
    isDirectory ? async () => fromDirectory(path, key, reader) : async () => fromDisk(path, reader);
  if (!isDirectory) return { kind: "one", item: { name: text, file: inDirectory("") } };
  const name = (key: string): string => `${text.replace(/\/+$/, "")}/${key}`;
  return {
    kind: "many",
    items: () => listed(text, reader, (key) => ({ name: name(key), file: inDirectory(key) })),
  };
}

/** A key has an extension; a name without one, or ending in "/", is a prefix. */
function readS3(text: string, reader: SourceReader): PredictSource {
  const { bucket, key } = partsOf(text);
  const store = `s3://${bucket}`;
  if (isOneObject(text))
    return { kind: "one", item: { name: text, file: async () => Promise.resolve({ kind: "object", store, key }) } };
  const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
  const item = (below: string): PredictItem => ({
    name: `${store}/${prefix}${below}`,
    file: async () => Promise.resolve({ kind: "object", store, key: prefix + below }),
  });
  return { kind: "many", items: () => listed(text, reader, item) };
}

/** Whether an address is one object rather than a prefix: it has an extension. */
export function isOneObject(address: string): boolean {
  return /[^/]\.[A-Za-z0-9]{1,5}$/.test(partsOf(address).key);
}

function partsOf(address: string): { readonly bucket: string; readonly key: string } {
  const source = parseSource(address);
  const bucket = source.kind === "s3" ? source.bucket : "";
  return { bucket, key: address.slice("s3://".length + bucket.length).replace(/^\//, "") };
}

/**
 * The recordings of a directory or prefix, page by page; files whose names are not those of recordings are skipped and
 * counted.
 */
async function* listed(
  source: string,
  { openObjects, skipped }: SourceReader,
  item: (key: string) => PredictItem,
): AsyncGenerator<PredictItem> {
  const store: ObjectStore = await openObjects(source);
  try {
    let after: string | null = null;
    do {
      const page = await store.listPage({ after });
      for (const entry of page.entries) if (skipped.isRecording(entry)) yield item(entry.key);
      after = page.next;
    } while (after !== null);
  } finally {
    await store.close();
  }
}

/** Files that the store rejects, such as a link that leaves the directory, are rejected wherever the workers run. */
async function fromDirectory(directory: string, key: string, reader: SourceReader): Promise<PredictFile> {
  if (reader.workersAreHere) return { kind: "object", store: directory, key };
  const store = await reader.openObjects(directory);
  try {
    const { bytes } = await store.get(key, { maxBytes: reader.maxBytes });
    return { kind: "upload", ...(await reader.uploads.put(bytes)), name: `${directory}/${key}` };
  } finally {
    await store.close();
  }
}

/** A file named by the user, so following its links is intended. */
async function fromDisk(path: string, reader: SourceReader): Promise<PredictFile> {
  try {
    if (reader.workersAreHere) {
      const real = await realpath(path);
      return { kind: "object", store: dirname(real), key: basename(real) };
    }
    const { size } = await stat(path);
    requireSize(path, size, reader.maxBytes);
    return { kind: "upload", ...(await reader.uploads.put(await readFile(path))), name: path };
  } catch (error) {
    throw fileError(error, path);
  }
}

async function fromStdin(reader: SourceReader): Promise<PredictFile> {
  if (process.stdin.isTTY) throw new UsageError("-: expected a recording on stdin, as in: ser predict - < voice.wav");
  const bytes = await buffer(process.stdin);
  requireSize("-", bytes.length, reader.maxBytes);
  return { kind: "upload", ...(await reader.uploads.put(bytes)), name: "-" };
}

function requireSize(name: string, size: number, maxBytes: number): void {
  if (size <= maxBytes) return;
  throw new InputError("too-large", `${name}: ${size} bytes, more than the limit of ${maxBytes}`);
}

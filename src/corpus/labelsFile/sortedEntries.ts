import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { compareBytes } from "../../shared/objects/byteOrder.js";
import { type LabelEntry, labelEntrySchema } from "./labelEntry.js";

/** Entries to hold in memory; more are sorted on disk in parts of this size. */
const entriesInMemory = 100_000;

/** Entries per read from disk. */
const entriesOfChunk = 256;

interface Chunk {
  readonly first: string;
  readonly offset: number;
  readonly length: number;
  /** entries before it */
  readonly before: number;
}

/**
 * Entries of a labels file in byte order of their files: in memory if they are few, otherwise in a temporary file,
 * sorted in parts and merged, with the first file of every chunk in memory.
 */
export class SortedEntries {
  #entries: LabelEntry[] = [];
  readonly #parts: string[] = [];
  readonly #limit: number;
  #dir: string | undefined;
  #file: FileHandle | undefined;
  readonly #chunks: Chunk[] = [];
  #cached: { readonly chunk: Chunk; readonly entries: readonly LabelEntry[] } | undefined;

  constructor(limit = entriesInMemory) {
    this.#limit = limit;
  }

  async add(entry: LabelEntry): Promise<void> {
    this.#entries.push(entry);
    if (this.#entries.length >= this.#limit) await this.#spill();
  }

  /** Ends adding: entries can be read from now on. @param check called with the entries of each file, in order */
  async finish(check: (entries: readonly LabelEntry[]) => void): Promise<void> {
    if (this.#parts.length === 0) {
      this.#entries.sort(inOrder);
      for (const group of groups(this.#entries)) check(group);
      return;
    }
    if (this.#entries.length > 0) await this.#spill();
    this.#file = await open(join(this.#dir!, "sorted"), "w+");
    let lines: string[] = [];
    let first = "";
    let offset = 0;
    let before = 0;
    const flush = async (): Promise<void> => {
      if (lines.length === 0) return;
      const bytes = Buffer.from(lines.join(""));
      await this.#file!.write(bytes);
      this.#chunks.push({ first, offset, length: bytes.length, before });
      offset += bytes.length;
      before += lines.length;
      lines = [];
    };
    for await (const group of groupsOf(merged(this.#parts))) {
      check(group);
      if (lines.length >= entriesOfChunk) await flush();
      if (lines.length === 0) first = group[0]!.file;
      for (const entry of group) lines.push(`${JSON.stringify(entry)}\n`);
    }
    await flush();
    for (const part of this.#parts) await rm(part);
  }

  /**
   * The entries of one file, in the order of their segments, and the number of entries before them in the order of
   * `all`.
   */
  async of(file: string): Promise<{ readonly entries: readonly LabelEntry[]; readonly before: number }> {
    if (this.#file === undefined) {
      const from = lowerBound(this.#entries.length, (i) => compareBytes(this.#entries[i]!.file, file));
      let to = from;
      while (this.#entries[to]?.file === file) to += 1;
      return { entries: this.#entries.slice(from, to), before: from };
    }
    const after = lowerBound(this.#chunks.length, (i) => (compareBytes(this.#chunks[i]!.first, file) <= 0 ? -1 : 1));
    const chunk = this.#chunks[after - 1];
    if (chunk === undefined) return { entries: [], before: 0 };
    const all = await this.#read(chunk);
    const from = all.findIndex((entry) => entry.file === file);
    return { entries: all.filter((entry) => entry.file === file), before: chunk.before + Math.max(0, from) };
  }

  /** Every entry, in order. */
  async *all(): AsyncIterable<LabelEntry> {
    if (this.#file === undefined) yield* this.#entries;
    for (const chunk of this.#chunks) yield* await this.#read(chunk);
  }

  async close(): Promise<void> {
    await this.#file?.close();
    if (this.#dir !== undefined) await rm(this.#dir, { recursive: true, force: true });
  }

  async #spill(): Promise<void> {
    this.#dir ??= await mkdtemp(join(tmpdir(), "ser-labels-"));
    const path = join(this.#dir, `part-${this.#parts.length}`);
    this.#entries.sort(inOrder);
    const file = await open(path, "w");
    try {
      for (let i = 0; i < this.#entries.length; i += 1_000)
        await file.write(
          this.#entries
            .slice(i, i + 1_000)
            .map((entry) => `${JSON.stringify(entry)}\n`)
            .join(""),
        );
    } finally {
      await file.close();
    }
    this.#parts.push(path);
    this.#entries = [];
  }

  async #read(chunk: Chunk): Promise<readonly LabelEntry[]> {
    if (this.#cached?.chunk === chunk) return this.#cached.entries;
    const bytes = Buffer.alloc(chunk.length);
    await this.#file!.read(bytes, 0, chunk.length, chunk.offset);
    const lines = bytes.toString().split("\n").slice(0, -1);
    const entries = lines.map((line) => labelEntrySchema.parse(JSON.parse(line)));
    this.#cached = { chunk, entries };
    return entries;
  }
}

function inOrder(a: LabelEntry, b: LabelEntry): number {
  return compareBytes(a.file, b.file) || (a.start ?? -1) - (b.start ?? -1) || a.line - b.line;
}

/** The first index for which `compare` is not below 0. */
function lowerBound(length: number, compare: (index: number) => number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Merges sorted parts with a binary heap of their readers, smallest entry first. */
async function* merged(parts: readonly string[]): AsyncIterable<LabelEntry> {
  const readers = await Promise.all(parts.map(async (part) => PartReader.open(part)));
  const heap: PartReader[] = [];
  const isBefore = (a: PartReader, b: PartReader): boolean => inOrder(a.head!, b.head!) < 0;
  const sift = (start: number): void => {
    for (let i = start; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let smallest = i;
      if (left < heap.length && isBefore(heap[left]!, heap[smallest]!)) smallest = left;
      if (right < heap.length && isBefore(heap[right]!, heap[smallest]!)) smallest = right;
      if (smallest === i) return;
      [heap[i], heap[smallest]] = [heap[smallest]!, heap[i]!];
      i = smallest;
    }
  };
  try {
    for (const reader of readers) if (reader.head !== undefined) heap.push(reader);
    for (let i = heap.length >> 1; i >= 0; i--) sift(i);
    while (heap.length > 0) {
      const first = heap[0]!;
      yield first.head!;
      if (!first.advance()) await first.refill();
      if (first.head === undefined) {
        const last = heap.pop()!;
        if (heap.length === 0) return;
        heap[0] = last;
      }
      sift(0);
    }
  } finally {
    await Promise.all(readers.map(async (reader) => reader.close()));
  }
}

/** Bytes per read of a part: buffers of a hundred parts fit in memory. */
const partBytes = 1 << 16;

/** A sorted part, read block by block. */
class PartReader {
  readonly #file: FileHandle;
  readonly #block = Buffer.alloc(partBytes);
  readonly #decoder = new StringDecoder();
  #lines: string[] = [];
  #next = 0;
  #rest = "";
  #head: LabelEntry | undefined;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<PartReader> {
    const reader = new PartReader(await open(path));
    await reader.refill();
    return reader;
  }

  /** The next entry; undefined at the end. */
  get head(): LabelEntry | undefined {
    return this.#head;
  }

  /** Advances to the next entry; false if more must be read from disk. */
  advance(): boolean {
    const line = this.#lines[this.#next];
    if (line === undefined) return false;
    this.#next += 1;
    this.#head = JSON.parse(line) as LabelEntry;
    return true;
  }

  async refill(): Promise<void> {
    do {
      const { bytesRead } = await this.#file.read(this.#block, 0, partBytes);
      if (bytesRead === 0) {
        this.#head = undefined;
        return;
      }
      this.#lines = (this.#rest + this.#decoder.write(this.#block.subarray(0, bytesRead))).split("\n");
      this.#rest = this.#lines.pop()!;
      this.#next = 0;
    } while (!this.advance());
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function* groups(entries: readonly LabelEntry[]): Iterable<readonly LabelEntry[]> {
  let from = 0;
  for (let i = 1; i <= entries.length; i++) {
    if (i < entries.length && entries[i]!.file === entries[from]!.file) continue;
    yield entries.slice(from, i);
    from = i;
  }
}

async function* groupsOf(entries: AsyncIterable<LabelEntry>): AsyncIterable<readonly LabelEntry[]> {
  let group: LabelEntry[] = [];
  for await (const entry of entries) {
    if (group.length > 0 && group[0]!.file !== entry.file) {
      yield group;
      group = [];
    }
    group.push(entry);
  }
  if (group.length > 0) yield group;
}

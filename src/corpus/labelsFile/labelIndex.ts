import { isAbsolute, relative } from "node:path";
import type { OpenObjects } from "../../shared/objects/openObjectStore.js";
import { parseSource, type Source, sourceWords } from "../../shared/objects/source.js";
import type { EmotionMap } from "../emotionMap.js";
import { type Labels, speakerName } from "../labels.js";
import { globPattern, isGlob } from "./glob.js";
import { type LabelEntry, labelEntries } from "./labelEntry.js";
import { openLabelRecords } from "./labelRecords.js";
import { segmentKey } from "./segmentKey.js";
import { SortedEntries } from "./sortedEntries.js";
import { badLabels } from "./textRows.js";

/** Maximum number of globs: each listed file is compared with every one. */
const maxGlobs = 10_000;

/** A labels file's entry for a recording: a file, or a part of one. */
export interface LabelledKey {
  /** key of its row: the file's, or a segment's, see segmentKey */
  readonly key: string;
  /** null: it is extracted without labels */
  readonly labels: Labels | null;
}

export interface LabelIndexOptions {
  /** `--labels`: FILE.csv, FILE.parquet, s3://bucket/FILE, emobox:DIR or audformat:DIR */
  readonly spec: string;
  /** the run's source, which paths are relative to */
  readonly source: string;
  readonly emotionMap: EmotionMap;
  readonly openObjects: OpenObjects;
  /** entries to hold in memory. @defaultValue 100,000 */
  readonly entriesInMemory?: number;
}

/** A labels file, read and checked once, with lookup by file; its memory does not grow with the file. */
export class LabelIndex {
  readonly where: string;
  readonly #entries: SortedEntries;
  readonly #globs: { readonly entry: LabelEntry; readonly pattern: RegExp; readonly ofName: boolean }[] = [];
  #rows = 0;
  #repeated = 0;
  /** a bit per entry, in order: set once a listed file has matched it */
  #found = new Uint8Array(0);
  /** no path has a folder: files are found by their base names, in any folder */
  #isByName = true;

  private constructor(where: string, entriesInMemory?: number) {
    this.where = where;
    this.#entries = new SortedEntries(entriesInMemory);
  }

  /**
   * @throws InputError "bad-labels" with the first problem: a missing column, a path that leaves the source, two
   *   different labels for one file, segments that overlap
   */
  static async open({
    spec,
    source,
    emotionMap,
    openObjects,
    entriesInMemory,
  }: LabelIndexOptions): Promise<LabelIndex> {
    const file = await openLabelRecords(spec, openObjects);
    const index = new LabelIndex(file.where, entriesInMemory);
    try {
      const entries = labelEntries(file.records, {
        where: file.where,
        emotionMap,
        ...(file.dataset === undefined ? {} : { dataset: file.dataset }),
      });
      for await (const entry of entries) await index.#add(entry, source);
      await index.#entries.finish((group) => index.#check(group));
      index.#found = new Uint8Array(Math.ceil(index.#rows / 8));
      return index;
    } catch (error) {
      await index.close();
      throw error;
    }
  }

  /** Rows of the file, and how many of them repeat another one. */
  get rows(): { readonly all: number; readonly repeated: number } {
    return { all: this.#rows, repeated: this.#repeated };
  }

  /** The entry of a listed file: one recording, or several segments; undefined if there is none. */
  async of(key: string): Promise<readonly LabelledKey[] | undefined> {
    const name = key.slice(key.lastIndexOf("/") + 1);
    const { entries: own, before } = await this.#entries.of(this.#isByName ? name : key);
    if (own.length > 0) {
      this.#found[before >> 3]! |= 1 << (before & 7);
      return distinct(own).map((entry) => labelled(entry, key));
    }
    const glob = this.#globs.find(({ pattern, ofName }) => pattern.test(ofName ? name : key));
    return glob && [labelled(glob.entry, key)];
  }

  /** The entries of some listed files, by key; files without an entry are missing. */
  async ofAll(keys: readonly string[]): Promise<ReadonlyMap<string, readonly LabelledKey[]>> {
    const found = new Map<string, readonly LabelledKey[]>();
    for (const key of keys) {
      const labels = await this.of(key);
      if (labels !== undefined) found.set(key, labels);
    }
    return found;
  }

  /** Files that it names (not by glob) but that were never looked up with `of`, in byte order. */
  async *notFound(): AsyncIterable<string> {
    let previous: string | undefined;
    let i = -1;
    for await (const { file } of this.#entries.all()) {
      i += 1;
      if (file === previous) continue; // the bit is that of a file's first entry
      previous = file;
      const isFound = ((this.#found[i >> 3]! >> (i & 7)) & 1) === 1;
      if (!isFound && !isGlob(file)) yield file;
    }
  }

  async close(): Promise<void> {
    await this.#entries.close();
  }

  async #add(entry: LabelEntry, source: string): Promise<void> {
    this.#rows += 1;
    const file = keyWithin(entry.file, source);
    if (typeof file === "object") throw badLabels(this.where, file.problem, entry.line);
    if (isGlob(file)) {
      if (entry.start !== undefined) throw badLabels(this.where, `${file}: a pattern cannot have segments`, entry.line);
      if (this.#globs.length === maxGlobs) throw badLabels(this.where, `more than ${maxGlobs} patterns`, entry.line);
      this.#globs.push({ entry, pattern: globPattern(file), ofName: !file.includes("/") });
    } else if (file.includes("/")) this.#isByName = false;
    await this.#entries.add({ ...entry, file });
  }

  /** The entries of one file, ordered by their start. */
  #check(group: readonly LabelEntry[]): void {
    for (let i = 1; i < group.length; i++) {
      const [before, entry] = [group[i - 1]!, group[i]!];
      const both = `lines ${before.line} and ${entry.line}`;
      const isSamePart = before.start === entry.start && before.end === entry.end;
      if (isSamePart && sayTheSame(before, entry)) {
        this.#repeated += 1;
        continue;
      }
      if (isSamePart)
        throw badLabels(this.where, `${both} label ${entry.file} differently: ${words(before)} and ${words(entry)}`);
      if (before.start === undefined)
        throw badLabels(this.where, `${both} label ${entry.file} as a whole and in segments`);
      if (entry.start! < before.end! && speakerOf(before) === speakerOf(entry))
        throw badLabels(
          this.where,
          `${both}: segments of ${entry.file} overlap (${before.start} to ${before.end} s, ${entry.start} to ${entry.end} s)`,
        );
    }
  }
}

function distinct(entries: readonly LabelEntry[]): LabelEntry[] {
  return entries.filter(
    (entry, i) => entry.start !== entries[i - 1]?.start || entry.end !== entries[i - 1]?.end || i === 0,
  );
}

function labelled({ start, end, labels }: LabelEntry, file: string): LabelledKey {
  const key = start === undefined ? file : segmentKey(file, start, end!);
  return { key, labels: labels && { ...labels, trial: key } };
}

function sayTheSame(a: LabelEntry, b: LabelEntry): boolean {
  return JSON.stringify(a.labels) === JSON.stringify(b.labels);
}

function words({ labels }: LabelEntry): string {
  return labels === null ? "no label" : `${labels.emotion} of ${speakerName(labels)}`;
}

function speakerOf({ labels }: LabelEntry): string | undefined {
  return labels === null ? undefined : speakerName(labels);
}

/** A path of a labels file as a key of the source, or a problem. */
function keyWithin(path: string, source: string): string | { readonly problem: string } {
  const leaves = { problem: `${path} is outside ${sourceWords(source)}` };
  const plain = path.includes("/") ? path : path.replaceAll("\\", "/");
  const isWhole = /^s3:\/\//i.test(plain) || isAbsolute(plain) || /^[A-Za-z]:\//.test(plain);
  const key = isWhole ? withoutRoot(plain, parseSource(source)) : plain;
  if (key === undefined) return leaves;
  const parts = key.split("/").filter((part) => part !== "." && part !== "");
  if (parts.includes("..") || parts.length === 0) return leaves;
  return parts.join("/");
}

/** An absolute path as a key of a source; undefined if it is elsewhere. */
function withoutRoot(path: string, source: Source): string | undefined {
  switch (source.kind) {
    case "s3": {
      const root = `s3://${source.bucket}/${source.prefix}`;
      return path.startsWith(root) ? path.slice(root.length) : undefined;
    }
    case "directory": {
      const key = isAbsolute(path) ? relative(source.path, path) : "..";
      return key.startsWith("..") ? undefined : key;
    }
    case "several":
      for (const [name, place] of source.places) {
        const key = withoutRoot(path, parseSource(place));
        if (key !== undefined) return `${name}/${key}`;
      }
      return undefined;
  }
}

import { z } from "zod";
import { type EmotionMap, emotionOf } from "../emotionMap.js";
import type { Gender, Labels } from "../labels.js";
import { labelsSchema } from "../labelsSchema.js";
import { badLabels, type LabelRecord } from "./textRows.js";

/** A labels file's entry for one file, or for one part of it. */
export interface LabelEntry {
  /** line of the labels file, from 1 */
  readonly line: number;
  /** a key, a base name, or a glob */
  readonly file: string;
  /** seconds; both or neither */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** null: the recording is extracted without labels */
  readonly labels: Labels | null;
}

export const labelEntrySchema = z.object({
  line: z.int(),
  file: z.string(),
  start: z.number().optional(),
  end: z.number().optional(),
  labels: labelsSchema.nullable(),
}) satisfies z.ZodType<LabelEntry>;

/** The accepted names of each column. */
const columnNames = {
  file: ["file", "path", "filename", "file_name", "key"],
  emotion: ["emotion", "label"],
  speaker: ["speaker", "speaker_id"],
  gender: ["gender", "sex"],
  split: ["split"],
  start: ["start"],
  end: ["end"],
  dataset: ["dataset", "corpus"],
  intensity: ["intensity"],
  statement: ["statement", "sentence", "text"],
  language: ["language"],
  session: ["session"],
} as const;
type ColumnName = keyof typeof columnNames;

const required = ["file", "emotion", "speaker"] as const satisfies readonly ColumnName[];

const genders: Readonly<Record<string, Gender | null>> = {
  ...{ woman: "woman", female: "woman", f: "woman", w: "woman" },
  ...{ man: "man", male: "man", m: "man" },
  ...{ "": null, unknown: null, other: null, x: null, na: null, "n/a": null },
};

const splits: Readonly<Record<string, "train" | "test">> = {
  ...{ train: "train", training: "train", dev: "train", val: "train", valid: "train", validation: "train" },
  ...{ test: "test" },
};

/** Default of the data set's name. */
export interface EntrySettings {
  /** the labels file, for messages */
  readonly where: string;
  /** @defaultValue "labels" */
  readonly dataset?: string;
  readonly emotionMap: EmotionMap;
}

/**
 * Turns the records of a labels file into entries.
 *
 * @throws InputError "bad-labels" naming a missing column, or the line and what is wrong with it
 */
export async function* labelEntries(
  records: AsyncIterable<LabelRecord>,
  settings: EntrySettings,
): AsyncIterable<LabelEntry> {
  let columns: Partial<Record<ColumnName, string>> | undefined;
  let rows = 0;
  for await (const record of records) {
    columns ??= columnsOf(Object.keys(record.fields), settings.where);
    rows += 1;
    yield entryOf(record, columns, settings);
  }
  if (rows === 0) throw badLabels(settings.where, "it has no rows");
}

function columnsOf(found: readonly string[], where: string): Partial<Record<ColumnName, string>> {
  const columns: Partial<Record<ColumnName, string>> = {};
  for (const [name, known] of Object.entries(columnNames) as [ColumnName, readonly string[]][]) {
    const column = known.find((each) => found.includes(each));
    if (column !== undefined) columns[name] = column;
  }
  const missing = required.filter((name) => columns[name] === undefined);
  if (missing.length > 0)
    throw badLabels(where, `no column ${missing.join(" and no column ")}; it has ${found.join(", ")}`);
  if ((columns.start === undefined) !== (columns.end === undefined))
    throw badLabels(where, "segments need both columns, start and end (seconds)");
  return columns;
}

/** Own words only: "constructor" means nothing here. */
function meaningOf<T>(word: string, meanings: Readonly<Record<string, T>>): T | undefined {
  const name = word.toLowerCase();
  return Object.hasOwn(meanings, name) ? meanings[name] : undefined;
}

function entryOf(
  { line, fields }: LabelRecord,
  columns: Partial<Record<ColumnName, string>>,
  { where, dataset: usual = "labels", emotionMap }: EntrySettings,
): LabelEntry {
  const bad = (problem: string): Error => badLabels(where, problem, line);
  const get = (name: ColumnName): string => (columns[name] === undefined ? "" : (fields[columns[name]] ?? ""));
  const file = get("file");
  if (file === "") throw bad("no file is named");
  const segment = segmentOf(get("start"), get("end"), bad);
  const word = get("emotion");
  if (word === "") return { line, file, ...segment, labels: null };
  if (word.toLowerCase() === "__proto__") throw bad("an emotion cannot be called __proto__"); // JSON readers drop it
  const speaker = get("speaker");
  if (speaker === "") throw bad(`${file} has an emotion but no speaker`);
  const gender = meaningOf(get("gender"), genders);
  if (gender === undefined) throw bad(`gender ${JSON.stringify(get("gender"))}: expected woman, man or nothing`);
  const split = get("split") === "" ? undefined : meaningOf(get("split"), splits);
  if (split === undefined && get("split") !== "")
    throw bad(`split ${JSON.stringify(get("split"))}: expected train, dev or test`);
  const known = new Set(Object.values(columns));
  const metadata = Object.entries(fields).filter(([name, value]) => name !== "" && !known.has(name) && value !== "");
  const optional = (name: "intensity" | "statement" | "language" | "session"): Partial<Labels> =>
    get(name) === "" ? {} : { [name]: get(name) };
  const labels: Labels = {
    dataset: get("dataset") || usual,
    speaker,
    emotion: emotionOf(word, emotionMap),
    word: word.toLowerCase(),
    trial: file,
    modality: "audio-only",
    channel: "speech",
    ...(gender === null ? {} : { gender }),
    ...(split === undefined ? {} : { split }),
    ...optional("intensity"),
    ...optional("statement"),
    ...optional("language"),
    ...optional("session"),
    ...(metadata.length === 0 ? {} : { metadata: Object.fromEntries(metadata) }),
  };
  return { line, file, ...segment, labels };
}

function segmentOf(start: string, end: string, bad: (problem: string) => Error): Pick<LabelEntry, "start" | "end"> {
  if (start === "" && end === "") return {};
  const [from, to] = [Number(start || "0"), Number(end)];
  if (end === "" || !Number.isFinite(from) || !Number.isFinite(to) || from < 0)
    throw bad(`start ${JSON.stringify(start)} and end ${JSON.stringify(end)}: expected seconds from 0`);
  if (to <= from) throw bad(`the segment from ${from} s to ${to} s is empty`);
  return { start: from, end: to };
}

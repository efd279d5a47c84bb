import { InputError } from "../../shared/errors.js";
import type { ObjectStore } from "../../shared/objects/objectStore.js";
import type { OpenObjects } from "../../shared/objects/openObjectStore.js";
import { type AudformatHeader, type AudformatTable, parseAudformatHeader } from "./audformatHeader.js";
import { parquetRecords } from "./parquetRows.js";
import { badLabels, type LabelRecord, type LabelRecords, textRecords } from "./textRows.js";
import { piecesOf } from "./pieces.js";

/** A table with a column of emotions or speakers, named by the header or the table itself. */
interface FoundTable {
  readonly id: string;
  /** its file, such as db.emotion.csv */
  readonly file: string;
  readonly column: string;
  readonly split: string | undefined;
}

type Fields = Readonly<Record<string, string>>;

/**
 * An audformat database: header.yaml, and one file per table: db.NAME.csv or db.NAME.parquet.
 *
 * Emotions are the values of columns of the scheme `emotion`: in the tables of splits, if there are any, otherwise in
 * the first table. Speakers are from the same table, or from another one with a column of the scheme `speaker`; their
 * gender is from the table, the scheme's labels, or the misc table of the speakers. A row with start and end is a
 * segment.
 *
 * Source: audEERING, audformat, "Header" and "Tables" (https://audeering.github.io/audformat/data-format.html).
 *
 * @throws InputError "bad-labels" if the header or a table is missing or a value is not in its scheme
 */
export async function audformatRecords(dir: string, openObjects: OpenObjects): Promise<LabelRecords> {
  const where = `audformat:${dir}`;
  const store = await openObjects(dir);
  try {
    const header = await headerOf(store, where);
    const tables = await tablesOf(store, header, where);
    const emotions = tables.filter(({ scheme }) => scheme === "emotion");
    if (emotions.length === 0)
      throw badLabels(
        where,
        `no table has a column of emotions (${tables.map(({ id }) => id).join(", ") || "none found"})`,
      );
    const ofSplits = emotions.filter(({ split }) => split !== undefined);
    const chosen = ofSplits.length > 0 ? ofSplits : emotions.slice(0, 1);
    const speakers = tables.filter(({ scheme }) => scheme === "speaker");
    if (speakers.length === 0) throw badLabels(where, "no table has a column of speakers");
    const [language, ...more] = header.languages ?? [];
    return {
      where: chosen.length === 1 ? `${dir}/${chosen[0]!.file}` : where,
      ...(header.name === undefined ? {} : { dataset: header.name }),
      records: recordsOf({
        ...{ dir, openObjects, where, header, chosen, speakers },
        ...(language !== undefined && more.length === 0 ? { language } : {}),
      }),
    };
  } finally {
    await store.close();
  }
}

interface Reading {
  readonly dir: string;
  readonly openObjects: OpenObjects;
  readonly where: string;
  readonly header: AudformatHeader;
  readonly chosen: readonly FoundTable[];
  readonly speakers: readonly FoundTable[];
  readonly language?: string;
}

/** The speakers of all files are kept in memory: a table of files is small compared with its recordings. */
async function* recordsOf(reading: Reading): AsyncIterable<LabelRecord> {
  const { dir, openObjects, header, chosen, speakers, language } = reading;
  const store = await openObjects(dir);
  try {
    const genders = await gendersOf(store, header, dir);
    const others = new Map<string, { speaker: string; gender: string | undefined }>();
    for (const table of speakers.filter(({ file }) => !chosen.some((each) => each.file === file)))
      for await (const { fields } of recordsOfTable(store, table.file, dir))
        others.set(partOf(fields), { speaker: fields[table.column] ?? "", gender: fields["gender"] });
    for (const table of chosen) {
      const own = speakers.find(({ file }) => file === table.file);
      for await (const { line, fields } of recordsOfTable(store, table.file, dir)) {
        const { file = "", start = "", end = "", [table.column]: value = "", ...rest } = fields;
        const other = others.get(partOf(fields)) ?? others.get(file);
        const speaker = (own === undefined ? other?.speaker : fields[own.column]) ?? "";
        const gender = fields["gender"] ?? other?.gender ?? genders.get(speaker);
        yield {
          line,
          fields: {
            ...rest,
            file,
            speaker,
            emotion: value === "" ? "" : labelOf(header, value, `${dir}/${table.file}`, line),
            ...(gender === undefined ? {} : { gender }),
            ...(table.split === undefined ? {} : { split: table.split }),
            ...(language === undefined || "language" in fields ? {} : { language }),
            // A segment without an end (NaT) lasts to the end of its file; without a start either, it is the whole file.
            ...(end === "" || end === "NaT" ? { start: "", end: "" } : { start: seconds(start), end: seconds(end) }),
          },
        };
      }
    }
  } finally {
    await store.close();
  }
}

async function headerOf(store: ObjectStore, where: string): Promise<AudformatHeader> {
  try {
    const { bytes } = await store.get("header.yaml");
    return parseAudformatHeader(new TextDecoder().decode(bytes), where);
  } catch (error) {
    if (error instanceof InputError && error.code === "missing-object")
      throw badLabels(where, "header.yaml is missing: expected an audformat database");
    throw error;
  }
}

/** The tables with a column of emotions or of speakers, in the order of the header; a table with both appears twice. */
async function tablesOf(
  store: ObjectStore,
  header: AudformatHeader,
  where: string,
): Promise<(FoundTable & { readonly scheme: "emotion" | "speaker" })[]> {
  const names = (await store.listPage({ after: "db." })).entries.map(({ key }) => key);
  const inFiles = names.flatMap((name) => /^db\.(.+)\.(?:csv|parquet)$/.exec(name)?.[1] ?? []);
  const declared: Readonly<Record<string, AudformatTable>> =
    header.tables ?? Object.fromEntries(inFiles.map((name) => [name, {}]));
  const found: (FoundTable & { readonly scheme: "emotion" | "speaker" })[] = [];
  for (const [id, table] of Object.entries(declared)) {
    const media = table.media_id === undefined ? undefined : header.media?.[table.media_id]?.type;
    if (media !== undefined && media !== "audio" && media !== "video") continue;
    const file = [`db.${id}.parquet`, `db.${id}.csv`].find((name) => names.includes(name));
    if (file === undefined) {
      if (names.includes(`db.${id}.pkl`))
        throw badLabels(
          where,
          `table ${id} exists only as pickle: save it as csv or parquet (db.save(storage_format="csv"))`,
        );
      throw badLabels(where, `table ${id} of header.yaml is missing: expected db.${id}.csv or db.${id}.parquet`);
    }
    const columns = await columnsOf(store, file, where);
    for (const scheme of ["emotion", "speaker"] as const) {
      const ofScheme = Object.entries(table.columns ?? {}).filter(([, column]) => column?.scheme_id === scheme);
      const gold = ofScheme.find(([, column]) => /gold/i.test(column?.rater_id ?? ""));
      const column = columns.includes(scheme) ? scheme : (gold ?? ofScheme[0])?.[0].toLowerCase();
      if (column === undefined || !columns.includes(column)) continue;
      found.push({ id, file, column, scheme, split: splitOf(header, table.split_id) });
    }
  }
  return found;
}

/** A split by its type, or by its name if the header does not state its type. */
function splitOf(header: AudformatHeader, split: string | undefined): string | undefined {
  return split === undefined ? undefined : (header.splits?.[split]?.type ?? split);
}

/** The gender of each speaker, from the scheme's labels or from their misc table. */
async function gendersOf(store: ObjectStore, header: AudformatHeader, dir: string): Promise<Map<string, string>> {
  const genders = new Map<string, string>();
  const labels = header.schemes?.["speaker"]?.labels;
  if (typeof labels === "string") {
    const names = (await store.listPage({ after: "db." })).entries.map(({ key }) => key);
    const file = [`db.${labels}.parquet`, `db.${labels}.csv`].find((name) => names.includes(name));
    if (file === undefined) return genders;
    for await (const { fields } of recordsOfTable(store, file, dir))
      if (fields["gender"] !== undefined) genders.set(Object.values(fields)[0] ?? "", fields["gender"]);
  } else if (labels !== null && labels !== undefined && !Array.isArray(labels))
    for (const [speaker, known] of Object.entries(labels)) {
      const gender = (known as { readonly gender?: unknown } | null)?.gender;
      if (typeof gender === "string") genders.set(speaker, gender);
    }
  return genders;
}

/** The label of an emotion: the value itself, or its name in a scheme of numbers. */
function labelOf(header: AudformatHeader, value: string, where: string, line: number): string {
  const labels = header.schemes?.["emotion"]?.labels;
  if (labels === null || labels === undefined || typeof labels === "string") return value;
  const known: readonly string[] = Array.isArray(labels) ? labels : Object.keys(labels);
  if (!known.includes(value))
    throw badLabels(where, `${value} is not one of the scheme's labels (${known.join(", ")})`, line);
  const word = Array.isArray(labels) ? value : labels[value];
  return typeof word === "string" ? word : value;
}

function recordsOfTable(store: ObjectStore, file: string, dir: string): AsyncIterable<LabelRecord> {
  return file.endsWith(".parquet")
    ? inSeconds(parquetRecords(store, file))
    : textRecords(piecesOf(store, file), `${dir}/${file}`);
}

async function columnsOf(store: ObjectStore, file: string, where: string): Promise<readonly string[]> {
  for await (const { fields } of recordsOfTable(store, file, where)) return Object.keys(fields);
  return [];
}

/** A file, or a part of one, as identified by tables with the same index. */
function partOf({ file = "", start = "", end = "" }: Fields): string {
  return start === "" && end === "" ? file : `${file} ${seconds(start)} ${seconds(end)}`;
}

/** Parquet has times as nanoseconds. */
async function* inSeconds(records: AsyncIterable<LabelRecord>): AsyncIterable<LabelRecord> {
  const sec = (ns: string): string => (/^\d+$/.test(ns) ? String(Number(ns) / 1e9) : ns);
  for await (const { line, fields } of records) {
    const { start, end } = fields;
    const times = {
      ...(start === undefined ? {} : { start: sec(start) }),
      ...(end === undefined ? {} : { end: sec(end) }),
    };
    yield { line, fields: { ...fields, ...times } };
  }
}

/**
 * pandas' timedelta as seconds.
 *
 * @example seconds("0 days 00:01:02.500000") // "62.5"
 */
export function seconds(text: string): string {
  const [, days = "0", hours = "0", minutes = "0", sec = "0"] =
    /^(?:(\d+) days? ?)?(?:(\d+):(\d+):(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (!/days?|:/.test(text)) return text;
  return String(Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(sec));
}

import type { ObjectStore } from "../../shared/objects/objectStore.js";
import type { OpenObjects } from "../../shared/objects/openObjectStore.js";
import { badLabels, type LabelRecord, type LabelRecords, textRecords } from "./textRows.js";
import { piecesOf } from "./pieces.js";

/**
 * An audformat database: header.yaml and a table a file, db.NAME.csv, with the columns file, start and end before its own.
 * The table with an `emotion` column is read; a `speaker` that it lacks comes from a table of files. header.yaml only tells
 * that it is one: schemes are not read, and tables in other forms (pickle, Parquet) neither.
 *
 * Source: audEERING, audformat 1.x, "Data format", https://audeering.github.io/audformat/data-format.html.
 */
export async function audformatRecords(dir: string, openObjects: OpenObjects): Promise<LabelRecords> {
  const where = `audformat:${dir}`;
  const store = await openObjects(dir);
  try {
    const names = (await store.listPage({ after: null })).entries.map(({ key }) => key);
    if (!names.includes("header.yaml"))
      throw badLabels(where, "header.yaml is missing: expected an audformat database");
    const tables = names.filter((name) => /^db\.[^/]+\.csv$/.test(name));
    const columns = new Map<string, readonly string[]>();
    for (const table of tables) columns.set(table, await columnsOf(store, table));
    const having = (...wanted: readonly string[]): string[] =>
      tables.filter((table) => wanted.every((name) => columns.get(table)!.includes(name)));
    const [emotions] = [...having("file", "emotion", "speaker"), ...having("file", "emotion")];
    if (emotions === undefined)
      throw badLabels(where, `no table db.*.csv has the columns file and emotion (${tables.join(", ")})`);
    const [speakers] = having("file", "speaker");
    if (speakers === undefined) throw badLabels(where, "no table db.*.csv has the columns file and speaker");
    return { where: `${dir}/${emotions}`, records: joined(dir, openObjects, emotions, speakers) };
  } finally {
    await store.close();
  }
}

async function columnsOf(store: ObjectStore, table: string): Promise<readonly string[]> {
  for await (const { fields } of textRecords(piecesOf(store, table), table)) return Object.keys(fields);
  return [];
}

/** The speakers of all files are in memory: a table of files is small beside its recordings. */
async function* joined(
  dir: string,
  openObjects: OpenObjects,
  emotions: string,
  speakers: string,
): AsyncIterable<LabelRecord> {
  const store = await openObjects(dir);
  try {
    const ofFile = new Map<string, Readonly<Record<string, string>>>();
    if (speakers !== emotions)
      for await (const { fields } of textRecords(piecesOf(store, speakers), `${dir}/${speakers}`))
        ofFile.set(fields["file"] ?? "", fields);
    for await (const { line, fields } of textRecords(piecesOf(store, emotions), `${dir}/${emotions}`)) {
      const own = ofFile.get(fields["file"] ?? "");
      const gender = own?.["gender"];
      const { start = "", end = "", ...rest } = fields;
      yield {
        line,
        fields: {
          ...rest,
          ...(fields["speaker"] === undefined ? { speaker: own?.["speaker"] ?? "" } : {}),
          ...(gender === undefined || "gender" in fields ? {} : { gender }),
          // A segment without an end (NaT) lasts to the end of its file; without a start as well, it is the whole file.
          ...("end" in fields && end !== "" && end !== "NaT"
            ? { start: seconds(start), end: seconds(end) }
            : { start: "", end: "" }),
        },
      };
    }
  } finally {
    await store.close();
  }
}

/** pandas' timedelta as seconds. @example seconds("0 days 00:01:02.500000") // "62.5" */
export function seconds(text: string): string {
  const [, days = "0", hours = "0", minutes = "0", sec = "0"] =
    /^(?:(\d+) days? ?)?(?:(\d+):(\d+):(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (!/days?|:/.test(text)) return text;
  return String(Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(sec));
}

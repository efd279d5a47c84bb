import { InputError } from "../../shared/errors.js";

/** A record of a labels file: its fields by the names in the header, and its line. */
export interface LabelRecord {
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** The records of `--labels`. */
export interface LabelRecords {
  /** the file, for messages */
  readonly where: string;
  readonly records: AsyncIterable<LabelRecord>;
  /** the data set's name, if the records do not contain it */
  readonly dataset?: string;
}

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

const delimiters = [",", ";", "\t", "|"] as const;

/** A longer field is not a label but an unclosed quote. */
const longestField = 100_000;

/**
 * Reads delimited text (RFC 4180) piece by piece, holding one record in memory. Encoding (a byte order mark, else
 * UTF-8, else Windows-1252) and delimiter are detected; lines end in LF, CR LF or CR.
 *
 * @param where the file, for messages
 * @throws InputError "bad-labels" for a file without a header, a record with more fields than the header, or an open
 *   quote
 */
export async function* textRecords(pieces: AsyncIterable<Uint8Array>, where: string): AsyncIterable<LabelRecord> {
  let names: readonly string[] | undefined;
  for await (const { line, fields } of rows(decoded(pieces), where)) {
    if (fields.length === 1 && fields[0]!.trim() === "") continue;
    if (names === undefined) {
      names = fields.map((name) => name.trim().toLowerCase());
      const twice = names.find((name, i) => name !== "" && names!.indexOf(name) < i);
      if (twice !== undefined) throw badLabels(where, `the column ${twice} appears twice`);
      continue;
    }
    if (fields.length > names.length)
      throw badLabels(where, `${fields.length} fields, but the header has ${names.length}`, line);
    yield { line, fields: Object.fromEntries(names.map((name, i) => [name, (fields[i] ?? "").trim()])) };
  }
  if (names === undefined) throw badLabels(where, "it is empty");
}

/** @param line of the file, from 1 */
export function badLabels(where: string, problem: string, line?: number): InputError {
  return new InputError("bad-labels", `${where}${line === undefined ? "" : `, line ${line}`}: ${problem}`);
}

async function* decoded(pieces: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(encodingOf(piece)); // which removes a byte order mark
    yield decoder.decode(piece, { stream: true });
  }
  const rest = decoder?.decode();
  if (rest !== undefined && rest !== "") yield rest;
}

/** By the file's first piece. */
function encodingOf(first: Uint8Array): Encoding {
  if (first[0] === 0xff && first[1] === 0xfe) return "utf-16le";
  if (first[0] === 0xfe && first[1] === 0xff) return "utf-16be";
  // UTF-16 without a byte order mark: every other byte of ASCII is 0.
  if (first.length > 3 && first[1] === 0 && first[3] === 0) return "utf-16le";
  if (first.length > 3 && first[0] === 0 && first[2] === 0) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(first, { stream: true });
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

async function* rows(
  texts: AsyncIterable<string>,
  where: string,
): AsyncIterable<{ readonly line: number; readonly fields: string[] }> {
  let delimiter: string | undefined;
  let fields: string[] = [];
  let field = "";
  let line = 1;
  let startedAt = 1;
  let isQuoted = false;
  let wasQuote = false; // of a quoted field: the last character was a quote, which ends it or is doubled
  let wasReturn = false;
  let head = "";
  for await (const text of texts) {
    let rest = text;
    if (delimiter === undefined) {
      head += text;
      if (!/[\r\n]/.test(head)) {
        if (head.length > longestField) throw badLabels(where, "no header line was found: is it text?");
        continue;
      }
      delimiter = delimiterOf(head);
      rest = head;
    }
    for (let i = 0; i < rest.length; i++) {
      const plain = isQuoted && wasQuote ? 0 : plainLength(rest, i, isQuoted ? '"' : delimiter, isQuoted, field === "");
      if (plain > 0) {
        field += rest.slice(i, i + plain);
        i += plain - 1;
        wasReturn = false;
        if (isQuoted && field.length > longestField) throw badLabels(where, "a quote is never closed", startedAt);
        continue;
      }
      const character = rest[i]!;
      if (wasReturn && character === "\n") {
        wasReturn = false;
        continue;
      }
      wasReturn = character === "\r" && !(isQuoted && !wasQuote);
      if (isQuoted) {
        if (wasQuote && character === '"') {
          field += '"';
          wasQuote = false;
          continue;
        }
        if (!wasQuote) {
          if (character === '"') wasQuote = true;
          else {
            field += character;
            if (character === "\n") line += 1;
          }
          if (field.length > longestField) throw badLabels(where, "a quote is never closed", startedAt);
          continue;
        }
        isQuoted = false;
        wasQuote = false;
      }
      if (character === '"' && field === "") isQuoted = true;
      else if (character === delimiter) {
        fields.push(field);
        field = "";
      } else if (character === "\n" || character === "\r") {
        yield { line: startedAt, fields: [...fields, field] };
        fields = [];
        field = "";
        line += 1;
        startedAt = line;
      } else field += character;
    }
  }
  if (isQuoted && !wasQuote) throw badLabels(where, "a quote is never closed", startedAt);
  if (delimiter === undefined && head !== "") {
    delimiter = delimiterOf(head);
    yield { line: 1, fields: head.split(delimiter) };
  } else if (field !== "" || fields.length > 0) yield { line: startedAt, fields: [...fields, field] };
}

/** Length of the run of ordinary characters from `start`: a field consists of such runs. */
function plainLength(text: string, start: number, end: string, isQuoted: boolean, isFirst: boolean): number {
  if (!isQuoted && isFirst && text[start] === '"') return 0;
  let i = start;
  for (; i < text.length; i++) {
    const character = text[i]!;
    if (character === end || character === "\n" || character === "\r") break;
  }
  return i - start;
}

/** The delimiter that occurs most often in the header line, outside quotes. */
function delimiterOf(head: string): string {
  const first = head.split(/[\r\n]/, 1)[0]!.replace(/"[^"]*"/g, "");
  const counts = delimiters.map((delimiter) => first.split(delimiter).length - 1);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
}

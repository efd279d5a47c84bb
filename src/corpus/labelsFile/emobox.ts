import { z } from "zod";
import { InputError } from "../../shared/errors.js";
import type { ObjectStore } from "../../shared/objects/objectStore.js";
import type { OpenObjects } from "../../shared/objects/openObjectStore.js";
import { labelsOfName } from "../dataSets.js";
import { badLabels, type LabelRecord, type LabelRecords } from "./textRows.js";

/**
 * A data set of EmoBox: data/NAME of https://github.com/emo-box/EmoBox (MIT), which has one JSON line per file
 * (NAME.jsonl), label_map.json and fold_N/NAME_{train,test}_fold_N.jsonl.
 *
 * Source: Ma et al. (2024), EmoBox, Interspeech; README, "Metadata".
 */
const lineSchema = z.object({ key: z.string(), wav: z.string(), emo: z.string(), spk: z.string().optional() });
export type EmoboxLine = z.infer<typeof lineSchema>;

const labelMapSchema = z.record(z.string(), z.string());

/** A data set of EmoBox, opened. */
export interface EmoboxFolder {
  readonly name: string;
  readonly labelMap: Readonly<Record<string, string>>;
  /** lines of NAME.jsonl */
  readonly lines: readonly EmoboxLine[];
  /** keys of each fold's test side; a fold's training side has its own file */
  readonly folds: readonly { readonly train: ReadonlySet<string>; readonly test: ReadonlySet<string> }[];
}

/** @throws InputError "bad-labels" if the folder lacks a file or a line is not EmoBox's */
export async function readEmobox(dir: string, openObjects: OpenObjects): Promise<EmoboxFolder> {
  const name = dir.replace(/\/+$/, "").split("/").at(-1)!;
  const store = await openObjects(dir);
  try {
    const read = async (key: string): Promise<string | undefined> => textOf(store, key);
    const all = await read(`${name}.jsonl`);
    if (all === undefined) throw badLabels(`emobox:${dir}`, `${name}.jsonl is missing: expected EmoBox's data/${name}`);
    const map = await read("label_map.json");
    const folds: EmoboxFolder["folds"][number][] = [];
    for (let n = 1; ; n++) {
      const side = async (which: string): Promise<ReadonlySet<string> | undefined> => {
        const file = `fold_${n}/${name}_${which}_fold_${n}.jsonl`;
        const lines = await read(file);
        return lines === undefined ? undefined : new Set(parseLines(lines, `${dir}/${file}`).map(({ key }) => key));
      };
      const [train, test] = [await side("train"), await side("test")];
      if (train === undefined || test === undefined) break;
      folds.push({ train, test });
    }
    return {
      name,
      labelMap: map === undefined ? {} : labelMapSchema.parse(JSON.parse(map)),
      lines: parseLines(all, `${dir}/${name}.jsonl`),
      folds,
    };
  } finally {
    await store.close();
  }
}

/** EmoBox's lines as records of a labels file; files are found by their base names. */
export async function emoboxRecords(dir: string, openObjects: OpenObjects): Promise<LabelRecords> {
  const { name, labelMap, lines } = await readEmobox(dir, openObjects);
  return { where: `emobox:${dir}`, dataset: name, records: recordsOf(lines, labelMap) };
}

async function* recordsOf(
  lines: readonly EmoboxLine[],
  labelMap: Readonly<Record<string, string>>,
): AsyncIterable<LabelRecord> {
  await Promise.resolve();
  for (const [i, { wav, emo, spk }] of lines.entries()) {
    const named = labelsOfName(wav);
    const labels = named.kind === "recording" ? named.labels : undefined;
    yield {
      line: i + 1,
      fields: {
        file: wav.slice(wav.lastIndexOf("/") + 1),
        emotion: labelMap[emo] ?? emo,
        // EmoBox lists no speakers, so they come from file names of known data sets.
        speaker: spk ?? labels?.speaker ?? "unknown",
        gender: labels?.gender ?? "",
        statement: labels?.statement ?? "",
        language: labels?.language ?? "",
      },
    };
  }
}

async function textOf(store: ObjectStore, key: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode((await store.get(key)).bytes);
  } catch (error) {
    if (error instanceof InputError && error.code === "missing-object") return undefined;
    throw error;
  }
}

function parseLines(text: string, where: string): EmoboxLine[] {
  return text
    .split("\n")
    .map((line, i) => ({ line: line.trim(), number: i + 1 }))
    .filter(({ line }) => line !== "")
    .map(({ line, number }) => {
      try {
        return lineSchema.parse(JSON.parse(line));
      } catch {
        throw badLabels(where, "expected a JSON object with key, wav and emo", number);
      }
    });
}

import { cremad } from "./cremad.js";
import type { DataSet } from "./dataSet.js";
import { emodb } from "./emodb.js";
import { type EmotionMap, emotionOf } from "./emotionMap.js";
import type { LabelReading } from "./labels.js";
import { ravdess } from "./ravdess.js";
import { savee } from "./savee.js";
import { tess } from "./tess.js";

/** The known data sets. Their naming schemes do not overlap: no parser accepts another's names. */
export const dataSets: readonly DataSet[] = [ravdess, tess, cremad, savee, emodb];

/** Values of `--dataset`: a data set, or "auto", which recognises each file by its name. */
export const dataSetNames = ["ravdess", "tess", "cremad", "savee", "emodb"] as const;
export const dataSetChoices = ["auto", ...dataSetNames] as const;
export type DataSetChoice = (typeof dataSetChoices)[number];

/** How a run reads names. */
export interface Naming {
  /** @defaultValue "auto" */
  readonly dataset?: DataSetChoice;
  /** mappings in addition to or instead of the default ones */
  readonly emotionMap?: EmotionMap;
}

/**
 * The labels in a file's name.
 *
 * @param key a name with or without folders
 * @returns its labels, or the reason for skipping the file and a sentence on what is wrong with its name
 * @example labelsOfName("TESS/OAF_back_ps.wav") // tess, speaker "OAF", surprised
 */
export function labelsOfName(key: string, { dataset = "auto", emotionMap = {} }: Naming = {}): LabelReading {
  for (const known of dataSets) {
    if (dataset !== "auto" && dataset !== known.name) continue;
    const reading = known.parse(key);
    if (reading === undefined) continue;
    if (reading.kind === "skip") return reading;
    const { labels } = reading;
    const emotion = emotionOf(labels.word, emotionMap);
    return { kind: "recording", labels: { dataset: known.name, language: known.language, emotion, ...labels } };
  }
  return { kind: "skip", reason: "not-a-recording", message: `${key}: expected a name such as ${examples(dataset)}` };
}

/** Every emotion of the data sets, in the order of tables. */
export const knownEmotions: readonly string[] = [
  ...new Set(dataSets.flatMap(({ words }) => words.map((word) => emotionOf(word, {})))),
];

/** Emotions in the order of tables: the known ones first, then the others by name. */
export function inOrderOfEmotions(words: Iterable<string>): string[] {
  const rank = (word: string): number => (knownEmotions.includes(word) ? knownEmotions.indexOf(word) : Infinity);
  return [...new Set(words)].sort((a, b) => (rank(a) === rank(b) ? (a < b ? -1 : 1) : rank(a) - rank(b)));
}

/** File names as examples, for messages. */
export function examples(dataset: DataSetChoice = "auto"): string {
  const known = dataSets.filter(({ name }) => dataset === "auto" || dataset === name);
  return known.map(({ example, name }) => `${example} (${name})`).join(", ");
}

import { audioExtensions } from "../audio/formats.js";
import type { Gender, Labels } from "./labels.js";

/** A name's labels before the emotion map unifies the data sets' vocabularies. */
export type NamedLabels = Omit<Labels, "emotion" | "dataset" | "language">;

export type DataSetReading =
  | { readonly kind: "recording"; readonly labels: NamedLabels }
  | { readonly kind: "skip"; readonly reason: "not-a-recording" | "video-only"; readonly message: string };

/**
 * A data set and the parser of its file names. To add one, write a module with this shape, an entry in dataSets.ts and
 * a test.
 */
export interface DataSet {
  /** its name in `--dataset` and in the column `dataset` */
  readonly name: string;
  readonly title: string;
  /** ISO 639-1 */
  readonly language: string;
  /** all its own labels of emotions */
  readonly words: readonly string[];
  /** a file name as an example */
  readonly example: string;
  /** @returns undefined for a name of another form */
  readonly parse: (key: string) => DataSetReading | undefined;
}

/**
 * A key's file name without extension and its parent folder; undefined if the extension is not that of an audio format.
 */
export function nameParts(key: string): { readonly stem: string; readonly folder: string } | undefined {
  const start = key.lastIndexOf("/") + 1;
  const dot = key.lastIndexOf(".");
  if (dot <= start || !audioExtensions.has(key.slice(dot + 1).toLowerCase())) return undefined;
  return {
    stem: key.slice(start, dot),
    folder: key.slice(key.lastIndexOf("/", start - 2) + 1, Math.max(0, start - 1)),
  };
}

/** The labels that all recordings of plain acted corpora share: speech in an audio file, one file per trial. */
export function spoken(
  fields: Pick<NamedLabels, "speaker" | "word" | "trial"> &
    Partial<Pick<NamedLabels, "intensity" | "statement" | "repetition">> & { readonly gender: Gender },
): DataSetReading {
  return { kind: "recording", labels: { ...fields, modality: "audio-only", channel: "speech" } };
}

export type Modality = "audio-video" | "video-only" | "audio-only";
export type Channel = "speech" | "song";
export type Gender = "man" | "woman";

/**
 * A recording's labels, from its name (a data set's naming scheme) or from a labels file.
 *
 * @example labelsOfName("wav/03a01Fa.wav") // emodb, speaker "03", man, happy
 */
export interface Labels {
  /** the data set it belongs to, such as "ravdess" or "emodb" */
  readonly dataset: string;
  /** the speaker's name in the data set; unique within it */
  readonly speaker: string;
  readonly gender?: Gender | undefined;
  /** in the vocabulary of the emotion map */
  readonly emotion: string;
  /** the data set's own word for the emotion */
  readonly word: string;
  readonly intensity?: string | undefined;
  /** id of the sentence, if speakers share sentences */
  readonly statement?: string | undefined;
  readonly repetition?: number | undefined;
  /** ISO 639-1 */
  readonly language?: string | undefined;
  readonly session?: string | undefined;
  /** one per recording: the audio-only and the audio-video file of one recording share it */
  readonly trial: string;
  readonly modality: Modality;
  readonly channel: Channel;
  /** the other columns of a labels file, by name */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** side of a predefined split: test rows never train a model */
  readonly split?: "train" | "test" | undefined;
}

/** Why a key is skipped without being fetched. */
export type SkipReason = "not-a-recording" | "video-only" | "no-label";

export type LabelReading =
  | { readonly kind: "recording"; readonly labels: Labels }
  | { readonly kind: "skip"; readonly reason: SkipReason; readonly message: string };

/** A trial's name across all data sets; RAVDESS's keep their own names. */
export function trialName({ dataset, trial }: Pick<Labels, "dataset" | "trial">): string {
  return dataset === "ravdess" ? trial : `${dataset}/${trial}`;
}

/**
 * Whether a recording's speaker is one of the given ones, with or without the data set. RAVDESS's actors may be written
 * as numbers.
 *
 * @example isOneOf({ dataset: "ravdess", speaker: "03" }, ["3", "emodb/08"]) // true
 */
export function isOneOf(labels: Pick<Labels, "dataset" | "speaker">, names: readonly string[]): boolean {
  const { dataset, speaker } = labels;
  const number = dataset === "ravdess" ? String(Number(speaker)) : speaker;
  return [speaker, number, `${dataset}/${speaker}`, `${dataset}/${number}`].some((name) => names.includes(name));
}

/** A speaker's name across all data sets. @example speakerName({ dataset: "emodb", speaker: "03" }) // "emodb/03" */
export function speakerName({ dataset, speaker }: Pick<Labels, "dataset" | "speaker">): string {
  return `${dataset}/${speaker}`;
}

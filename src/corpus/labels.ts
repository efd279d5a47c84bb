export type Modality = "audio-video" | "video-only" | "audio-only";
export type Channel = "speech" | "song";
export type Gender = "man" | "woman";

/**
 * What is known of a recording: by its name (a data set's naming scheme) or by a labels file.
 *
 * @example labelsOfName("wav/03a01Fa.wav") // emodb, speaker "03", man, happy
 */
export interface Labels {
  /** the data set it belongs to, such as "ravdess" or "emodb" */
  readonly dataset: string;
  /** as the data set names the speaker; unique within it */
  readonly speaker: string;
  readonly gender?: Gender | undefined;
  /** in the vocabulary that the emotion map leads to */
  readonly emotion: string;
  /** the data set's own word for the emotion */
  readonly word: string;
  readonly intensity?: string | undefined;
  /** names the sentence, where speakers share sentences */
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
  /** which side of a given split it is on: test rows never train a model */
  readonly split?: "train" | "test" | undefined;
}

/** Why a key is passed over without being fetched. */
export type SkipReason = "not-a-recording" | "video-only" | "no-label";

export type LabelReading =
  | { readonly kind: "recording"; readonly labels: Labels }
  | { readonly kind: "skip"; readonly reason: SkipReason; readonly message: string };

/** A trial among those of all data sets; RAVDESS's keep their own names. */
export function trialName({ dataset, trial }: Pick<Labels, "dataset" | "trial">): string {
  return dataset === "ravdess" ? trial : `${dataset}/${trial}`;
}

/**
 * Whether a recording's speaker is one of those named, with or without the data set. RAVDESS's actors may be written as
 * numbers.
 *
 * @example isOneOf({ dataset: "ravdess", speaker: "03" }, ["3", "emodb/08"]) // true
 */
export function isOneOf(labels: Pick<Labels, "dataset" | "speaker">, names: readonly string[]): boolean {
  const { dataset, speaker } = labels;
  const number = dataset === "ravdess" ? String(Number(speaker)) : speaker;
  return [speaker, number, `${dataset}/${speaker}`, `${dataset}/${number}`].some((name) => names.includes(name));
}

/** A speaker among those of all data sets. @example speakerName({ dataset: "emodb", speaker: "03" }) // "emodb/03" */
export function speakerName({ dataset, speaker }: Pick<Labels, "dataset" | "speaker">): string {
  return `${dataset}/${speaker}`;
}

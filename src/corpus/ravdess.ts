/** The naming scheme of RAVDESS: the labels in a file's name. */
import { audioExtensions } from "../audio/formats.js";
import type { DataSet } from "./dataSet.js";
import type { Channel, Gender, Modality } from "./labels.js";

export type { Channel, Gender, Modality };
export type Emotion = "neutral" | "calm" | "happy" | "sad" | "angry" | "fearful" | "disgust" | "surprised";
export type Intensity = "normal" | "strong";

/** In the order of their codes: the first is written 01. */
export const modalities: readonly Modality[] = ["audio-video", "video-only", "audio-only"];
export const channels: readonly Channel[] = ["speech", "song"];
export const emotions: readonly Emotion[] = [
  "neutral",
  "calm",
  "happy",
  "sad",
  "angry",
  "fearful",
  "disgust",
  "surprised",
];
export const intensities: readonly Intensity[] = ["normal", "strong"];
export const actorCount = 24;

/** One recording, as described by its name. */
export interface Recording {
  readonly modality: Modality;
  readonly channel: Channel;
  readonly emotion: Emotion;
  readonly intensity: Intensity;
  /** 1 "Kids are talking by the door", 2 "Dogs are sitting by the door". */
  readonly statement: 1 | 2;
  readonly repetition: 1 | 2;
  /** 1 to 24. */
  readonly actor: number;
  /** Odd actors are men, even ones women. */
  readonly gender: Gender;
  /** The name without its modality, e.g. "01-03-02-01-01-02": equal for the three files of one recording. */
  readonly trial: string;
}

/** Why a name that is not a recording's is skipped. */
type SkipReason = "not-a-recording" | "video-only";

export type RecordingName =
  | { readonly kind: "recording"; readonly recording: Recording }
  | { readonly kind: "skip"; readonly reason: SkipReason; readonly message: string };

/** The seven fields of a name in their order, each two digits from 01 to `largest`. */
const fields = [
  { name: "modality", largest: modalities.length },
  { name: "channel", largest: channels.length },
  { name: "emotion", largest: emotions.length },
  { name: "intensity", largest: intensities.length },
  { name: "statement", largest: 2 },
  { name: "repetition", largest: 2 },
  { name: "actor", largest: actorCount },
] as const;

const fieldWidth = 3; // two digits and a hyphen (after the last field: the extension's dot)
const nameLength = fields.length * fieldWidth - 1;

/**
 * Parses a file name into a recording.
 *
 * Works on character codes, since a listing may hold millions of keys.
 *
 * @param key a file name with or without folders, e.g. "Actor_02/03-01-03-02-01-01-02.wav"
 * @returns the recording, or the reason for skipping the file and a sentence on what is wrong with its name
 * Source: Livingstone & Russo (2018), PLoS ONE 13(5): e0196391, "Filename convention".
 */
export function parseRecordingName(key: string): RecordingName {
  const start = key.lastIndexOf("/") + 1;
  const codes = readCodes(key, start);
  if (codes === undefined) return notARecording(key, "expected seven two-digit fields, as in 03-01-03-02-01-01-02.wav");

  const extension = key.slice(start + nameLength + 1);
  // Only the content decides what a file is, so its name only has to be plausible.
  if (!audioExtensions.has(extension) && !audioExtensions.has(extension.toLowerCase()))
    return notARecording(key, `the extension .${extension} is not one of ${[...audioExtensions].join(", ")}`);

  for (let i = 0; i < fields.length; i++) {
    const { name, largest } = fields[i]!;
    if (codes[i]! < 1 || codes[i]! > largest)
      return notARecording(key, `${name} ${twoDigits(codes[i]!)} is outside 01 to ${twoDigits(largest)}`);
  }
  const [modality, channel, emotion, intensity, statement, repetition, actor] = codes;
  if (emotion === 1 && intensity === 2)
    return notARecording(key, "intensity 02 (strong) does not exist for emotion 01 (neutral)");
  if (modality === 2)
    return { kind: "skip", reason: "video-only", message: `${key}: modality 02 is video without sound` };

  return {
    kind: "recording",
    recording: {
      modality: modalities[modality - 1]!,
      channel: channels[channel - 1]!,
      emotion: emotions[emotion - 1]!,
      intensity: intensities[intensity - 1]!,
      statement: statement === 1 ? 1 : 2,
      repetition: repetition === 1 ? 1 : 2,
      actor,
      gender: genderOf(actor),
      trial: key.slice(start + fieldWidth, start + nameLength),
    },
  };
}

/** The inverse of `parseRecordingName`: a name without folders or extension. */
export function formatRecordingName(recording: Omit<Recording, "gender" | "trial">): string {
  return [
    modalities.indexOf(recording.modality) + 1,
    channels.indexOf(recording.channel) + 1,
    emotions.indexOf(recording.emotion) + 1,
    intensities.indexOf(recording.intensity) + 1,
    recording.statement,
    recording.repetition,
    recording.actor,
  ]
    .map(twoDigits)
    .join("-");
}

/** Odd actors are men, even ones women. */
export function genderOf(actor: number): Gender {
  return actor % 2 === 1 ? "man" : "woman";
}

/** RAVDESS, speech and song: 24 actors, 8 emotions, 2 sentences: 1,440 files of speech such as 03-01-03-02-01-01-02.wav. */
export const ravdess: DataSet = {
  name: "ravdess",
  title: "RAVDESS, Ryerson Audio-Visual Database of Emotional Speech and Song",
  language: "en",
  words: emotions,
  example: "03-01-03-02-01-01-02.wav",
  parse(key) {
    if (readCodes(key, key.lastIndexOf("/") + 1) === undefined) return undefined;
    const name = parseRecordingName(key);
    if (name.kind === "skip") return name;
    const { emotion: word, actor, statement, ...rest } = name.recording;
    return { kind: "recording", labels: { ...rest, word, speaker: twoDigits(actor), statement: String(statement) } };
  },
};

type Codes = [number, number, number, number, number, number, number];

/** The seven two-digit numbers of a name that starts at `start`, whatever their values; undefined for another form. */
function readCodes(key: string, start: number): Codes | undefined {
  const codes: Codes = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < fields.length; i++) {
    const at = start + i * fieldWidth;
    const tens = key.charCodeAt(at) - 48;
    const units = key.charCodeAt(at + 1) - 48;
    const separator = key.charCodeAt(at + 2);
    const expectedSeparator = i === fields.length - 1 ? 46 /* . */ : 45; /* - */
    // Past the end of the key every code is NaN, which fails each comparison.
    if (!(tens >= 0 && tens <= 9 && units >= 0 && units <= 9 && separator === expectedSeparator)) return undefined;
    codes[i] = 10 * tens + units;
  }
  return codes;
}

function notARecording(key: string, problem: string): RecordingName {
  return { kind: "skip", reason: "not-a-recording", message: `${key}: ${problem}` };
}

function twoDigits(code: number): string {
  return String(code).padStart(2, "0");
}

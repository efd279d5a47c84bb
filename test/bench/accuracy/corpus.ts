import path from "node:path";
import { emotions, parseRecordingName } from "../../../src/corpus/ravdess.js";

/** A recording and the labels in its name. */
export interface Spoken {
  /** relative to the source */
  readonly file: string;
  readonly emotion: string;
  readonly speaker: number;
  readonly gender: "woman" | "man";
  /** number of the sentence */
  readonly text: number;
}

export interface Corpus {
  readonly name: string;
  readonly source: string;
  readonly recordings: readonly Spoken[];
  /** the sets of emotions to classify: for RAVDESS the study's four and all eight, for EMO-DB seven */
  readonly questions: readonly (readonly string[])[];
}

/**
 * Recordings of RAVDESS or EMO-DB, recognised by their names.
 *
 * @throws Error if the names match neither
 */
export function readCorpus(source: string, files: readonly string[]): Corpus {
  const ravdess = files.flatMap((file): Spoken[] => {
    const parsed = parseRecordingName(file);
    if (parsed.kind === "skip" || parsed.recording.channel !== "speech") return [];
    const { emotion, actor, gender, statement } = parsed.recording;
    return [{ file, emotion, speaker: actor, gender, text: statement }];
  });
  if (ravdess.length > 0)
    return {
      name: "RAVDESS",
      source,
      recordings: ravdess,
      questions: [["calm", "happy", "sad", "surprised"], emotions],
    };
  const emodb = files.flatMap((file) => emodbRecording(file) ?? []);
  if (emodb.length > 0) return { name: "EMO-DB", source, recordings: emodb, questions: [Object.values(emodbEmotions)] };
  throw new Error(`${source}: no names of RAVDESS (03-01-05-01-02-01-12.wav) or EMO-DB (03a01Fa.wav)`);
}

/** German initials: Wut, Langeweile, Ekel, Angst, Freude, Trauer, neutral. */
const emodbEmotions: Readonly<Record<string, string>> = {
  W: "anger",
  L: "boredom",
  E: "disgust",
  A: "fear",
  F: "happiness",
  T: "sadness",
  N: "neutral",
};

const emodbWomen = new Set([8, 9, 13, 14, 16]);

/** 03a01Fa.wav: speaker 03, sentence a01, happiness, version a. */
function emodbRecording(file: string): Spoken | undefined {
  const match = /^(\d\d)([ab])(\d\d)([WLEAFTN])[a-z]$/.exec(path.basename(file, path.extname(file)));
  if (match === null) return undefined;
  const [, speaker, list, sentence, initial] = match;
  const number = Number(speaker);
  return {
    file,
    emotion: emodbEmotions[initial!]!,
    speaker: number,
    gender: emodbWomen.has(number) ? "woman" : "man",
    text: (list === "a" ? 0 : 100) + Number(sentence),
  };
}

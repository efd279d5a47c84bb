import { dataSets } from "../corpus/dataSets.js";
import { type Emotion, genderOf, type Recording } from "../corpus/ravdess.js";
import type { Gender } from "../corpus/labels.js";

/** A file of a synthetic corpus: its path, and what its voice says and how. */
export interface SyntheticFile {
  readonly key: string;
  readonly recording: Recording;
}

interface Layout {
  readonly speakers: readonly (readonly [name: string, gender: Gender])[];
  /** the codes of the emotions, and how they are spoken */
  readonly emotions: Readonly<Record<string, Emotion>>;
  readonly keyOf: (speaker: string, emotion: string, take: Take) => string;
}

/** Each emotion is spoken four times: two sentences, twice each. */
interface Take {
  readonly statement: 1 | 2;
  readonly repetition: 1 | 2;
}

const takes: readonly Take[] = ([1, 2] as const).flatMap((statement) =>
  ([1, 2] as const).map((repetition) => ({ statement, repetition })),
);

/** Boredom is spoken like calm: the synthetic voices only have RAVDESS's emotions. */
const layouts = {
  tess: {
    speakers: [
      ["OAF", "woman"],
      ["YAF", "woman"],
    ],
    emotions: {
      ...{ angry: "angry", disgust: "disgust", fear: "fearful", happy: "happy" },
      ...{ neutral: "neutral", ps: "surprised", sad: "sad" },
    },
    keyOf(speaker, emotion, { statement, repetition }) {
      const word = [
        ["back", "bar"],
        ["dog", "kite"],
      ][statement - 1]![repetition - 1]!;
      return `${speaker}_${emotion}/${speaker}_${word}_${emotion}.wav`;
    },
  },
  cremad: {
    speakers: ["1001", "1002", "1003", "1005", "1004", "1011", "1006", "1014"].map(
      (name) => [name, ["1001", "1005", "1011", "1014"].includes(name) ? "man" : "woman"] as const,
    ),
    emotions: { ANG: "angry", DIS: "disgust", FEA: "fearful", HAP: "happy", NEU: "neutral", SAD: "sad" },
    keyOf: (speaker, emotion, { statement, repetition }) =>
      `AudioWAV/${speaker}_${["IEO", "DFA"][statement - 1]!}_${emotion}_${["LO", "HI"][repetition - 1]!}.wav`,
  },
  savee: {
    speakers: (["DC", "JE", "JK", "KL"] as const).map((name) => [name, "man"] as const),
    emotions: {
      ...{ a: "angry", d: "disgust", f: "fearful", h: "happy" },
      ...{ n: "neutral", sa: "sad", su: "surprised" },
    },
    keyOf: (speaker, emotion, { statement, repetition }) =>
      `AudioData/${speaker}/${emotion}0${2 * (statement - 1) + repetition}.wav`,
  },
  emodb: {
    speakers: [
      ["03", "man"],
      ["08", "woman"],
      ["09", "woman"],
      ["10", "man"],
      ["11", "man"],
      ["12", "man"],
      ["13", "woman"],
      ["14", "woman"],
      ["15", "man"],
      ["16", "woman"],
    ],
    emotions: {
      ...{ A: "fearful", E: "disgust", F: "happy", L: "calm" },
      ...{ N: "neutral", T: "sad", W: "angry" },
    },
    keyOf: (speaker, emotion, { statement, repetition }) =>
      `wav/${speaker}a0${statement}${emotion}${["a", "b"][repetition - 1]!}.wav`,
  },
} satisfies Readonly<Record<string, Layout>>;

/** Data sets other than RAVDESS that `ser synth --dataset` makes. */
export const otherLayouts = Object.keys(layouts) as (keyof typeof layouts)[];

/**
 * The files of a small corpus with another data set's names: every emotion of its first speakers, four recordings each.
 *
 * @param nSpeakers maximum number of speakers; a data set may have fewer
 */
export function layoutOf(dataset: keyof typeof layouts, nSpeakers: number): SyntheticFile[] {
  const { speakers, emotions, keyOf }: Layout = layouts[dataset];
  return speakers.slice(0, nSpeakers).flatMap(([speaker, gender], s) =>
    Object.entries(emotions).flatMap(([code, emotion]) =>
      takes.map((take) => {
        const key = keyOf(speaker, code, take);
        // Odd voices are male, even ones female.
        const actor = 2 * s + (gender === "man" ? 1 : 2);
        const fields = {
          modality: "audio-only",
          channel: "speech",
          emotion,
          intensity: "normal",
          ...take,
          actor,
        } as const;
        return { key, recording: { ...fields, gender: genderOf(actor), trial: `${dataset}/${key}` } };
      }),
    ),
  );
}

/** The name of the naming scheme in a synthetic corpus's marker. */
export function namesOf(dataset: keyof typeof layouts): string {
  return dataSets.find(({ name }) => name === dataset)!.title;
}

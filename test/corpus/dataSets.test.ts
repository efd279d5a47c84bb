import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type DataSetChoice, examples, inOrderOfEmotions, labelsOfName } from "../../src/corpus/dataSets.js";
import type { Labels } from "../../src/corpus/labels.js";
import { labelsSchema } from "../../src/corpus/labelsSchema.js";

/** Published names for every speaker and emotion of each data set, with their labels. */
const names: readonly (readonly [key: string, labels: Partial<Labels>])[] = [
  [
    "Actor_12/03-01-05-02-02-01-12.wav",
    { dataset: "ravdess", speaker: "12", gender: "woman", emotion: "angry", intensity: "strong", statement: "2" },
  ],
  ["03-02-02-01-01-02-23.wav", { dataset: "ravdess", speaker: "23", gender: "man", emotion: "calm", channel: "song" }],
  ["TESS/OAF_Fear/OAF_back_fear.wav", { dataset: "tess", speaker: "OAF", gender: "woman", emotion: "fearful" }],
  ["YAF_youth_ps.wav", { speaker: "YAF", emotion: "surprised", word: "pleasant surprise", statement: "youth" }],
  ["OA_bite_neutral.wav", { dataset: "tess", speaker: "OAF", emotion: "neutral", statement: "bite" }],
  [
    "AudioWAV/1001_DFA_ANG_XX.wav",
    { dataset: "cremad", speaker: "1001", gender: "man", emotion: "angry", statement: "DFA", intensity: "unspecified" },
  ],
  ["1091_IEO_HAP_HI.wav", { dataset: "cremad", speaker: "1091", gender: "woman", emotion: "happy", intensity: "high" }],
  ["1040_ITH_SAD_X.wav", { dataset: "cremad", speaker: "1040", gender: "man", emotion: "sad" }],
  ["AudioData/DC/sa07.wav", { dataset: "savee", speaker: "DC", gender: "man", emotion: "sad", trial: "DC_sa07" }],
  ["DC_sa07.wav", { dataset: "savee", speaker: "DC", emotion: "sad", trial: "DC_sa07" }],
  ["KL_su15.wav", { dataset: "savee", speaker: "KL", emotion: "surprised", word: "surprise" }],
  [
    "wav/03a01Fa.wav",
    { dataset: "emodb", speaker: "03", gender: "man", emotion: "happy", word: "happiness", language: "de" },
  ],
  [
    "16b10Td.wav",
    { dataset: "emodb", speaker: "16", gender: "woman", emotion: "sad", statement: "b10", repetition: 4 },
  ],
  ["14a07Lb.wav", { dataset: "emodb", emotion: "bored", word: "boredom" }],
];

test.each(names)("the name %s gives the recording's speaker and emotion", (key, labels) => {
  const reading = labelsOfName(key);
  expect(reading).toMatchObject({ kind: "recording", labels });
  if (reading.kind === "recording") expect(labelsSchema.parse(reading.labels)).toEqual(reading.labels);
});

test.each([
  "03-01-03-02-01-01.wav", // a field is missing
  "1092_DFA_ANG_XX.wav", // there is no such actor
  "1001_DFA_JOY_XX.wav",
  "MM_a01.wav",
  "DC/x01.wav",
  "a01.wav", // SAVEE's, without the folder that names the speaker
  "07a01Fa.wav",
  "03a01Xa.wav",
  "OAF_back_bored.wav",
  "03a01Fa.txt",
  "readme",
  "",
])("the name %j belongs to no data set", (key) => {
  expect(labelsOfName(key)).toMatchObject({ kind: "skip", reason: "not-a-recording" });
});

test("a name that looks like RAVDESS's but is invalid is rejected with the reason", () => {
  expect(labelsOfName("03-01-09-02-01-01-02.wav")).toMatchObject({
    message: "03-01-09-02-01-01-02.wav: emotion 09 is outside 01 to 08",
  });
});

test("a run of one data set skips the names of others", () => {
  expect(labelsOfName("03a01Fa.wav", { dataset: "tess" })).toMatchObject({
    kind: "skip",
    message: "03a01Fa.wav: expected a name such as OAF_back_angry.wav (tess)",
  });
  expect(examples()).toContain("1001_DFA_ANG_XX.wav (cremad)");
});

test("a user's emotion map takes precedence over the usual one, and other words stay unchanged", () => {
  const emotion = (key: string): string | undefined => {
    const reading = labelsOfName(key, { emotionMap: { "pleasant surprise": "happy" } });
    return reading.kind === "recording" ? reading.labels.emotion : undefined;
  };
  expect(["OAF_back_ps.wav", "OAF_back_sad.wav", "DC_su01.wav"].map(emotion)).toEqual(["happy", "sad", "surprised"]);
});

test("emotions are in the order of the data sets, followed by unknown words", () => {
  expect(inOrderOfEmotions(["zeal", "bored", "happy", "awe", "neutral", "happy"])).toEqual([
    ...["neutral", "happy", "bored"],
    ...["awe", "zeal"],
  ]);
});

/** Complete lists of published names: EmoBox's, with its emotions. */
const lists = new URL("../../../shared/emobox/", import.meta.url);

/** EmoBox's name for each emotion, and ours. */
const emoboxWords: Readonly<Record<string, string>> = {
  Angry: "angry",
  Boredom: "bored",
  Calm: "calm",
  Disgust: "disgust",
  Fear: "fearful",
  Happy: "happy",
  Neutral: "neutral",
  neutral: "neutral",
  Sad: "sad",
  Surprise: "surprised",
};

interface Published {
  readonly dataset: DataSetChoice;
  readonly files: number;
  readonly speakers: number;
  readonly women: number;
  readonly emotions: number;
}

const published: readonly Published[] = [
  { dataset: "ravdess", files: 1_440, speakers: 24, women: 12, emotions: 8 },
  { dataset: "tess", files: 2_800, speakers: 2, women: 2, emotions: 7 },
  { dataset: "cremad", files: 7_442, speakers: 91, women: 43, emotions: 6 },
  { dataset: "savee", files: 480, speakers: 4, women: 0, emotions: 7 },
  { dataset: "emodb", files: 535, speakers: 10, women: 5, emotions: 7 },
];

describe.skipIf(!existsSync(lists))("of the complete list of published names (where ../shared/emobox is)", () => {
  test.each(published)("each of $dataset's $files is recognised on its own", (of) => {
    const lines = readFileSync(new URL(`${of.dataset}.tsv`, lists), "utf8")
      .trim()
      .split("\n")
      .slice(1);
    const all = lines.map((line) => {
      const [file = "", , , word = ""] = line.split("\t");
      const reading = labelsOfName(file);
      if (reading.kind === "skip") throw new Error(reading.message);
      expect({ file, emotion: reading.labels.emotion }).toEqual({ file, emotion: emoboxWords[word] });
      return reading.labels;
    });
    const speakersOf = (gender?: string): number =>
      new Set(all.filter((labels) => gender === undefined || labels.gender === gender).map(({ speaker }) => speaker))
        .size;
    expect({
      dataset: all.every(({ dataset }) => dataset === of.dataset) ? of.dataset : "several",
      files: new Set(all.map(({ trial }) => trial)).size,
      speakers: speakersOf(),
      women: speakersOf("woman"),
      emotions: new Set(all.map(({ emotion }) => emotion)).size,
    }).toEqual(of);
  });
});

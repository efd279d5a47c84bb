import { type DataSet, nameParts, spoken } from "./dataSet.js";
import type { Gender } from "./labels.js";

/** The letters of the German words: Wut, Langeweile, Ekel, Angst, Freude, Trauer. */
const words: Readonly<Record<string, string>> = {
  W: "anger",
  L: "boredom",
  E: "disgust",
  A: "fear",
  F: "happiness",
  T: "sadness",
  N: "neutral",
};

const speakers: Readonly<Record<string, Gender>> = {
  "03": "man",
  "08": "woman",
  "09": "woman",
  "10": "man",
  "11": "man",
  "12": "man",
  "13": "woman",
  "14": "woman",
  "15": "man",
  "16": "woman",
};

/**
 * EMO-DB, the Berlin database of emotional speech: 10 actors, 7 emotions, 10 German sentences: 535 files such as
 * 03a01Fa.wav (speaker, sentence, emotion, version).
 *
 * Source: Burkhardt et al. (2005), A database of German emotional speech, Interspeech; codes and speakers:
 * http://emodb.bilderbar.info/docu/.
 */
export const emodb: DataSet = {
  name: "emodb",
  title: "EMO-DB, Berlin database of emotional speech",
  language: "de",
  words: Object.values(words),
  example: "03a01Fa.wav",
  parse(key) {
    const stem = nameParts(key)?.stem ?? "";
    const [, speaker = "", statement = "", emotion = "", version = ""] =
      /^(\d\d)([ab]\d\d)([WLEAFTN])([a-z]?)$/.exec(stem) ?? [];
    const gender = speakers[speaker];
    const word = words[emotion];
    if (gender === undefined || word === undefined) return undefined;
    const repetition = version === "" ? {} : { repetition: version.charCodeAt(0) - "a".charCodeAt(0) + 1 };
    return spoken({ speaker, gender, word, statement, ...repetition, trial: stem });
  },
};

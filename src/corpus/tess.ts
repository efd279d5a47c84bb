import { type DataSet, nameParts, spoken } from "./dataSet.js";

/** Abbreviations in names; "ps" is pleasant surprise. */
const words: Readonly<Record<string, string>> = {
  angry: "angry",
  disgust: "disgust",
  fear: "fear",
  happy: "happy",
  ps: "pleasant surprise",
  sad: "sad",
  neutral: "neutral",
};

/** OAF: the older actress, YAF: the younger one. OA and YA are accepted too: OA_bite_neutral.wav is in circulation. */
const speakers: Readonly<Record<string, string>> = { OAF: "OAF", OA: "OAF", YAF: "YAF", YA: "YAF" };

/**
 * Toronto emotional speech set: 2 women, 7 emotions, "Say the word ..." with 200 words: 2,800 files such as
 * OAF_back_angry.wav.
 *
 * Source: Pichora-Fuller & Dupuis (2020), Toronto emotional speech set (TESS), Borealis, https://doi.org/10.5683/SP2/E8H2MF.
 */
export const tess: DataSet = {
  name: "tess",
  title: "TESS, Toronto emotional speech set",
  language: "en",
  words: Object.values(words),
  example: "OAF_back_angry.wav",
  parse(key) {
    const [, code = "", word = "", emotion = ""] =
      /^(OAF?|YAF?)_([A-Za-z]+)_([a-z]+)$/.exec(nameParts(key)?.stem ?? "") ?? [];
    const speaker = speakers[code];
    const own = words[emotion];
    if (speaker === undefined || own === undefined) return undefined;
    const statement = word.toLowerCase();
    return spoken({ speaker, gender: "woman", word: own, statement, trial: `${speaker}_${statement}_${emotion}` });
  },
};

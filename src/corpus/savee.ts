import { type DataSet, nameParts, spoken } from "./dataSet.js";

const words: Readonly<Record<string, string>> = {
  a: "anger",
  d: "disgust",
  f: "fear",
  h: "happiness",
  n: "neutral",
  sa: "sadness",
  su: "surprise",
};

/**
 * SAVEE: 4 men (DC, JE, JK, KL), 7 emotions, 480 files: DC/a01.wav in folders, or DC_a01.wav.
 *
 * Sentences are omitted: most belong to only one emotion, so their numbers do not identify sentences that emotions
 * share.
 *
 * Source: Jackson & Haq (2014), Surrey Audio-Visual Expressed Emotion (SAVEE) Database,
 * http://kahlan.eps.surrey.ac.uk/savee/Database.html ("letters a, d, f, h, n, sa and su ... 15 sentences, 30 for
 * neutral").
 */
export const savee: DataSet = {
  name: "savee",
  title: "SAVEE, Surrey Audio-Visual Expressed Emotion",
  language: "en",
  words: Object.values(words),
  example: "DC_a01.wav",
  parse(key) {
    const parts = nameParts(key);
    if (parts === undefined) return undefined;
    const name =
      /^(DC|JE|JK|KL)$/.test(parts.folder) && !parts.stem.includes("_") ? `${parts.folder}_${parts.stem}` : parts.stem;
    const [, speaker = "", emotion = ""] = /^(DC|JE|JK|KL)_(a|d|f|h|n|sa|su)\d\d$/.exec(name) ?? [];
    const word = words[emotion];
    return word === undefined ? undefined : spoken({ speaker, gender: "man", word, trial: name });
  },
};

import { type DataSet, nameParts, spoken } from "./dataSet.js";

const words: Readonly<Record<string, string>> = {
  ANG: "anger",
  DIS: "disgust",
  FEA: "fear",
  HAP: "happy",
  NEU: "neutral",
  SAD: "sad",
};

const levels: Readonly<Record<string, string>> = { LO: "low", MD: "medium", HI: "high", XX: "unspecified" };

const [firstActor, lastActor] = [1001, 1091];

/** The 43 women; the other 48 are men. From VideoDemographics.csv of the corpus. */
const women = new Set([
  1002, 1003, 1004, 1006, 1007, 1008, 1009, 1010, 1012, 1013, 1018, 1020, 1021, 1024, 1025, 1028, 1029, 1030, 1037,
  1043, 1046, 1047, 1049, 1052, 1053, 1054, 1055, 1056, 1058, 1060, 1061, 1063, 1072, 1073, 1074, 1075, 1076, 1078,
  1079, 1082, 1084, 1089, 1091,
]);

/**
 * CREMA-D: 91 actors, 6 emotions, 12 sentences: 7,442 files such as 1001_DFA_ANG_XX.wav (actor, sentence, emotion, level).
 *
 * Source: Cao et al. (2014), CREMA-D, IEEE Transactions on Affective Computing 5(4), 377-390; names and
 * VideoDemographics.csv: https://github.com/CheyneyComputerScience/CREMA-D.
 */
export const cremad: DataSet = {
  name: "cremad",
  title: "CREMA-D, Crowd-sourced Emotional Multimodal Actors Dataset",
  language: "en",
  words: Object.values(words),
  example: "1001_DFA_ANG_XX.wav",
  parse(key) {
    const stem = nameParts(key)?.stem ?? "";
    const [, speaker = "", statement = "", emotion = "", level = ""] =
      /^(\d{4})_([A-Z]{3})_([A-Z]{3})_([A-Z]{1,2})$/.exec(stem) ?? [];
    const word = words[emotion];
    const actor = Number(speaker);
    if (word === undefined || actor < firstActor || actor > lastActor) return undefined;
    // A level of one letter, as in 1040_ITH_SAD_X, is read as unspecified.
    const intensity = levels[level] ?? "unspecified";
    return spoken({ speaker, gender: women.has(actor) ? "woman" : "man", word, intensity, statement, trial: stem });
  },
};

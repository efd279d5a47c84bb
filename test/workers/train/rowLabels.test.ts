import { describe, expect, test } from "vitest";
import { labelsOfName } from "../../../src/corpus/dataSets.js";
import type { Labels } from "../../../src/corpus/labels.js";
import { chosenEmotions, labelsOfRows, numberSpeakers } from "../../../src/workers/train/rowLabels.js";

const ravdess = ["03-01-03-01-01-01-12.wav", "03-01-04-01-01-01-02.wav", "03-01-01-01-01-01-02.wav"];
const emodb = ["08a01Fa.wav", "03a01Ta.wav", "03a01Wa.wav"];

function labelsOf(keys: readonly string[]): Labels[] {
  return labelsOfRows({ keys: [...keys] }).map((labels) => labels!);
}

describe("the speakers of a dataset", () => {
  test("of RAVDESS alone keep their numbers", () => {
    const all = labelsOf(ravdess);
    const { of, nameOf } = numberSpeakers(all);
    expect(all.map(of)).toEqual([12, 2, 2]);
    expect(nameOf(12)).toBe(12);
  });

  test("of another data set are numbered by name, and keep their names", () => {
    const all = labelsOf(emodb);
    const { of, nameOf } = numberSpeakers(all);
    expect(all.map(of)).toEqual([2, 1, 1]);
    expect(nameOf(2)).toBe("08");
  });

  test("of two data sets are different people, even if their names are equal", () => {
    const all = labelsOf(["03a01Fa.wav", "03-01-03-01-01-01-03.wav"]);
    const { of, nameOf } = numberSpeakers(all);
    expect(all.map(of)).toEqual([1, 2]);
    expect([1, 2].map(nameOf)).toEqual(["emodb/03", "ravdess/03"]);
  });
});

describe("the emotions of a run without a setting for them", () => {
  test("are the study's four if all recordings are from RAVDESS", () => {
    expect(chosenEmotions("auto", labelsOf(ravdess))).toEqual({ emotions: ["calm", "happy", "sad", "surprised"] });
  });

  test("are all of another data set", () => {
    expect(chosenEmotions("auto", labelsOf(emodb))).toEqual({
      emotions: ["happy", "sad", "angry"],
      why: "all emotions of emodb",
    });
  });

  test("are those that two data sets have in common", () => {
    expect(chosenEmotions("auto", labelsOf([...ravdess, ...emodb]))).toEqual({
      emotions: ["happy", "sad"],
      why: "the emotions common to emodb and ravdess",
    });
  });

  test("are all of two data sets that have fewer than two in common", () => {
    const { emotions, why } = chosenEmotions("auto", labelsOf([...emodb, "OAF_back_neutral.wav", "OAF_back_ps.wav"]));
    expect(emotions).toEqual(["neutral", "happy", "sad", "angry", "surprised"]);
    expect(why).toContain("fewer than two in common");
  });

  test("are those of the setting, if there is one", () => {
    expect(chosenEmotions(["sad", "angry"], labelsOf(emodb))).toEqual({ emotions: ["sad", "angry"] });
  });
});

test("a row's own labels take precedence over its key", () => {
  const key = "03a01Fa.wav";
  const reading = labelsOfName(key, { emotionMap: { happiness: "joyful" } });
  if (reading.kind === "skip") throw new Error(reading.message);
  expect(labelsOfRows({ keys: [key, "b.wav"], labels: [reading.labels, null] })).toEqual([reading.labels, undefined]);
});

import { describe, expect, test } from "vitest";
import { dataSets, labelsOfName } from "../../src/corpus/dataSets.js";
import { layoutOf, otherLayouts } from "../../src/synth/otherLayouts.js";

describe.each(otherLayouts)("a synthetic corpus with the names of %s", (dataset) => {
  const files = layoutOf(dataset, 24);
  const labels = files.map(({ key }) => {
    const reading = labelsOfName(key);
    if (reading.kind === "skip") throw new Error(reading.message);
    return reading.labels;
  });

  test("has names that are recognised as that data set's, each once", () => {
    expect(new Set(labels.map((each) => each.dataset))).toEqual(new Set([dataset]));
    expect(new Set(files.map(({ key }) => key)).size).toBe(files.length);
    expect(new Set(labels.map(({ trial }) => trial)).size).toBe(files.length);
  });

  test("has four recordings of each emotion by each speaker, in a voice of the speaker's gender", () => {
    const words = dataSets.find(({ name }) => name === dataset)!.words;
    const speakers = new Set(labels.map(({ speaker }) => speaker));
    expect(new Set(labels.map(({ word }) => word))).toEqual(new Set(words));
    expect(files).toHaveLength(4 * words.length * speakers.size);
    expect(files.map(({ recording }) => recording.gender)).toEqual(labels.map(({ gender }) => gender));
  });

  test("assigns each speaker a voice", () => {
    const pairs = new Set(files.map(({ recording }, i) => `${labels[i]!.speaker} ${recording.actor}`));
    expect(pairs.size).toBe(new Set(labels.map(({ speaker }) => speaker)).size);
  });

  test("has fewer speakers if fewer are requested", () => {
    const fewer = layoutOf(dataset, 2);
    expect(files.slice(0, fewer.length)).toEqual(fewer);
  });
});

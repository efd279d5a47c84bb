import { describe, expect, test } from "vitest";
import type { Labels } from "../../src/corpus/labels.js";
import { SharedSentences } from "../../src/corpus/sharedSentences.js";

type Said = Pick<Labels, "dataset" | "speaker" | "statement">;

/** The sentences of speakers, one recording each. @example said("ravdess", { a: "1 2", b: "1 2" }) */
function said(dataset: string, sentencesOf: Readonly<Record<string, string>>): Said[] {
  return Object.entries(sentencesOf).flatMap(([speaker, sentences]) =>
    sentences.split(" ").map((statement) => ({ dataset, speaker, statement })),
  );
}

function sentencesOf(recordings: readonly (Said | null)[]): SharedSentences {
  const sentences = new SharedSentences();
  for (const recording of recordings) sentences.add(recording);
  return sentences;
}

const ravdess = said("ravdess", { "01": "1 2 1", "02": "2 1" });

describe("the sentences of a corpus", () => {
  test.each<[string, readonly (Said | null)[]]>([
    ["two of two speakers", ravdess],
    ["one of three speakers", said("mine", { a: "x", b: "x", c: "x" })],
    ["four, each of two of three speakers", said("mine", { a: "1 2 3", b: "2 3 4", c: "1 4" })],
  ])("are shared: %s", (_, recordings) => {
    expect(sentencesOf(recordings).areShared).toBe(true);
  });

  test.each<[string, boolean, readonly (Said | null)[]]>([
    ["there are five", false, said("mine", { a: "1 2 3 4 5", b: "1 2 3 4 5" })],
    ["one recording's is unknown", false, [...ravdess, { dataset: "ravdess", speaker: "03", statement: undefined }]],
    ["the sentence of a recording is unknown", false, [...ravdess, null]],
    [
      "two data sets have sentences with the same name",
      false,
      [...ravdess, ...said("emodb", { "03": "1", "08": "1" })],
    ],
    ["one is of a single speaker so far", true, said("mine", { a: "1 2", b: "1" })],
    ["there is no recording yet", true, []],
  ])("are not shared where %s", (_, mayBe, recordings) => {
    const sentences = sentencesOf(recordings);
    expect([sentences.areShared, sentences.mayBeShared]).toEqual([false, mayBe]);
  });
});

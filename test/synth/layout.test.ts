import { describe, expect, test } from "vitest";
import { emotions, parseRecordingName } from "../../src/corpus/ravdess.js";
import { keyOf, layoutCorpus } from "../../src/synth/layout.js";

describe("layoutCorpus", () => {
  test("describes each recording as its key is parsed", () => {
    for (const recording of layoutCorpus(24))
      expect(parseRecordingName(keyOf(recording))).toEqual({ kind: "recording", recording });
  });

  test("contains all eight emotions for every actor", () => {
    const spoken = new Set(layoutCorpus(24).map(({ actor, emotion }) => `${actor} ${emotion}`));
    expect(spoken.size).toBe(24 * emotions.length);
  });

  test("starts a larger corpus with the smaller one", () => {
    const small = layoutCorpus(2);
    expect(layoutCorpus(5).slice(0, small.length)).toEqual(small);
  });
});

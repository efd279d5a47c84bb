import { describe, expect, test } from "vitest";
import { emotions, parseRecordingName } from "../../src/corpus/ravdess.js";
import { keyOf, layoutCorpus } from "../../src/synth/layout.js";

describe("layoutCorpus", () => {
  test("describes each recording as its key is read back", () => {
    for (const recording of layoutCorpus(24))
      expect(parseRecordingName(keyOf(recording))).toEqual({ kind: "recording", recording });
  });

  test("gives every actor all eight emotions", () => {
    const spoken = new Set(layoutCorpus(24).map(({ actor, emotion }) => `${actor} ${emotion}`));
    expect(spoken.size).toBe(24 * emotions.length);
  });

  test("begins a larger corpus with a smaller one", () => {
    const small = layoutCorpus(2);
    expect(layoutCorpus(5).slice(0, small.length)).toEqual(small);
  });
});

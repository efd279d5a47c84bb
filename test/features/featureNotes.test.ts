import { describe, expect, test } from "vitest";
import { sourceOf } from "../../src/dsp/featureBackend.js";
import { functionals } from "../../src/dsp/speech/functionals.js";
import { createFeatureBackend } from "../../src/features/createFeatureBackend.js";
import { featureNotes } from "../../src/features/featureNotes.js";
import { featureSetOf } from "../../src/features/featureSet.js";
import { madeUp } from "../dsp/speech/madeUp.js";

const set = featureSetOf(["functionals"]);
const backend = createFeatureBackend();

function notesOf(samples: Float64Array, sourceRate: number): string[] {
  const source = sourceOf(Float32Array.from(samples), sourceRate);
  return featureNotes({ sourceRate, features: Float32Array.from(functionals(backend.speech(source))) }, set);
}

describe("featureNotes", () => {
  test("an ordinary recording of a voice has no note", () => {
    expect(notesOf(madeUp("woman"), 16_000)).toEqual([]);
  });

  test("a telephone recording has a note that frequencies above 4 kHz are missing", () => {
    expect(notesOf(madeUp("woman"), 8_000)[0]).toContain("recorded at 8000 Hz: there is nothing above 4000 Hz");
  });

  test("a recording without a voice has a note that no voice was found", () => {
    expect(notesOf(madeUp("noise"), 16_000)).toEqual([expect.stringContaining("no voice found")]);
  });

  test("a very short recording has a note that it has few frames", () => {
    expect(notesOf(madeUp("woman").subarray(6_000, 8_100), 16_000).at(-1)).toContain("s of sound above the background");
  });

  test("rows of the study's columns have notes on their rate only", () => {
    const study = featureSetOf(["mean161"]);
    const features = new Float32Array(161);
    expect(featureNotes({ sourceRate: 48_000, features }, study)).toEqual([]);
    expect(featureNotes({ sourceRate: 8_000, features }, study)).toEqual([
      expect.stringContaining("recorded at 8000 Hz: there is nothing above 4000 Hz"),
    ]);
  });
});

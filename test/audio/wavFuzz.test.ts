import { describe, expect, test } from "vitest";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import { InputError } from "../../src/shared/errors.js";
import { baseFiles, mutate, mutationNames, randomIntegers } from "../support/wavMutations.js";

const nFiles = 200_000;
const knownCodes = new Set(["unsupported-audio", "corrupt-audio", "truncated-audio", "too-short"]);

/** The outcome of one file; rethrows any error that is not a rejection. */
function outcomeOf(bytes: Uint8Array): { samples: Float32Array } | { rejection: InputError } {
  try {
    return decodeAudio(bytes, { maxDurationSec: 360 });
  } catch (error) {
    if (error instanceof InputError) return { rejection: error };
    throw error;
  }
}

describe("200,000 mutated WAVE files", () => {
  test("are each decoded or rejected with a code and a message, in bounded memory", () => {
    const next = randomIntegers(20_241_122);
    const outcomes = new Map<string, number>();
    const applied = new Map<string, number>();
    for (let i = 0; i < nFiles; i++) {
      const { bytes, mutations } = mutate(baseFiles[i % baseFiles.length]!, next);
      const outcome = outcomeOf(bytes);
      let kind = "samples";
      if ("samples" in outcome) {
        // One sample takes at least one byte of the file and four in memory.
        if (outcome.samples.length < 1 || outcome.samples.length > bytes.length)
          expect.fail(`file ${i}: ${outcome.samples.length} samples out of ${bytes.length} bytes`);
        if (!outcome.samples.every((sample) => Number.isFinite(sample)))
          expect.fail(`file ${i}: a sample is not finite`);
      } else {
        kind = outcome.rejection.code;
        if (!knownCodes.has(kind) || outcome.rejection.message.length < 10)
          expect.fail(`file ${i}: ${kind}, ${outcome.rejection.message}`);
      }
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
      for (const mutation of mutations) applied.set(mutation, (applied.get(mutation) ?? 0) + 1);
    }
    // A fuzz test whose files are all rejected in the same way, or all valid, would prove nothing.
    for (const kind of ["samples", ...knownCodes]) expect(outcomes.get(kind), kind).toBeGreaterThan(nFiles / 200);
    for (const name of mutationNames) expect(applied.get(name), name).toBeGreaterThan(nFiles / 20);
  });
});

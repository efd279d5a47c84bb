import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeAudio } from "../../../src/audio/decodeAudio.js";
import { sourceOf } from "../../../src/dsp/featureBackend.js";
import { functionals } from "../../../src/dsp/speech/functionals.js";
import { kaiserResample } from "../../../src/dsp/speech/kaiserResample.js";
import { analyseSpeech } from "../../../src/dsp/speech/speechAnalysis.js";
import { recordings, withoutRecordings } from "../../support/realRecordings.js";
import { beyond, reference } from "./referenceFunctionals.js";

describe("functionals of real recordings", () => {
  test
    .skipIf(withoutRecordings)
    .each(reference.rows.flatMap(({ file, values }) => (file === undefined ? [] : [{ file, values }])))(
    `functionals of $file are the prototype's${withoutRecordings}`,
    ({ file, values }) => {
      const audio = decodeAudio(readFileSync(join(recordings, file)), { maxDurationSec: 60 });
      const samples = kaiserResample(Float64Array.from(audio.samples), 1, 3);
      const recorded = sourceOf(audio.samples, audio.sampleRate);
      const ours = functionals(analyseSpeech(samples, { recorded }));
      expect(beyond(ours, values, 0.05)).toEqual([]);
    },
  );
});

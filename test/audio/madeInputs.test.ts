import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { useFfmpeg } from "../../src/audio/ffmpeg.js";
import type { Extraction } from "../../src/features/extraction.js";
import { defaultExtractionSettings } from "../../src/features/extraction.js";
import { InputError } from "../../src/shared/errors.js";
import { temporaryDirectory } from "../support/corpus.js";
import { ffmpegMissing } from "../support/ffmpeg.js";
import { syntheticVoiceWav } from "../support/syntheticVoice.js";
import { soundExtractor } from "../support/extractors.js";

/** Makes inputs of the kinds that users have, and prints "EXPECTATION NAME" for each. */
const script = resolve(process.env["SER_MADE_INPUTS"] ?? "../shared/inputs/make-inputs.py");
const missing = ffmpegMissing ?? (existsSync(script) ? undefined : `needs ${script}; set SER_MADE_INPUTS`);
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

/** Lossless inputs: their features are those of the recording. */
const exact = /\.(wav|aiff|au|w64|mov)$|^alac/;
const lossyWav = /adpcm/;

const extract = soundExtractor(defaultExtractionSettings);
let original: Extraction;
let dir: string;
let expectations: [expectation: string, name: string][] = [];

describe.skipIf(missing !== undefined)(
  `inputs of make-inputs.py${missing === undefined ? "" : ` (${missing})`}`,
  () => {
    beforeAll(async () => {
      dir = await temporaryDirectory();
      const recording = join(dir, "recording.wav");
      await writeFile(recording, syntheticVoiceWav());
      const { stdout } = await promisify(execFile)(python, [script, recording, join(dir, "made")]);
      expectations = stdout.trim().split("\n").map((line) => line.split(/\s+/) as [string, string]); // prettier-ignore
      original = await extract({ kind: "file", bytes: await readFile(recording) });
    }, 500_000);

    const outcomeOf = async (name: string): Promise<Extraction | InputError> => {
      const bytes = new Uint8Array(await readFile(join(dir, "made", name)));
      try {
        return await extract({ kind: "file", bytes });
      } catch (error) {
        if (error instanceof InputError) return error;
        throw error;
      }
    };

    test("of browser recordings and PCM need no ffmpeg; others are rejected with what to install", async () => {
      useFfmpeg("there-is-no-ffmpeg");
      try {
        for (const name of ["browser.webm", "pcm.mov"]) expectAlike((await outcomeOf(name)) as Extraction, name);
        for (const name of ["sound.aiff", "alac.m4a", "adts.aac"])
          expect(await outcomeOf(name), name).toMatchObject({
            code: "decoder-missing",
            message: expect.stringContaining("apt-get install ffmpeg") as string,
          });
      } finally {
        useFfmpeg(undefined);
      }
    });

    test("each produce the expected result", async () => {
      expect(expectations.length).toBeGreaterThan(20);
      for (const [expectation, name] of expectations) {
        const outcome = await outcomeOf(name);
        const rejection = outcome instanceof InputError ? outcome : undefined;
        switch (expectation) {
          case "refuse":
            expect(rejection?.message, name).toMatch(/^[^\n]{10,400}$/);
            break;
          case "bound":
            break; // decompressionBombs.test.ts measures memory
          case "flag":
            if (rejection === undefined && (outcome as Extraction).flag === undefined)
              expect((outcome as Extraction).notes.join(), name).toContain("cancel each other");
            break;
          default:
            expect(rejection?.message, name).toBeUndefined();
            expect((outcome as Extraction).flag, name).toBeUndefined();
            if (expectation === "same") expectAlike(outcome as Extraction, name);
        }
      }
    }, 500_000);
  },
);

function expectAlike({ features, durationSec }: Extraction, name: string): void {
  expect(Math.abs(durationSec - original.durationSec), name).toBeLessThan(0.1);
  if (!exact.test(name) || lossyWav.test(name)) return;
  features.forEach((value, i) => {
    const expected = original.features[i]!;
    expect(Math.abs(value - expected), `${name}, column ${i}`).toBeLessThanOrEqual(
      1e-6 * Math.max(1, Math.abs(expected)),
    );
  });
}

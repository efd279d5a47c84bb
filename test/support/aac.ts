import { test } from "vitest";
import { aacDecoderName } from "../../src/audio/decodeAac.js";

/** A test that decodes AAC; skipped, with a message, if neither ffmpeg nor @audio/decode-aac is installed. */
const isMissing = (await aacDecoderName()) === undefined;
if (isMissing)
  process.stderr.write("skipping tests that decode AAC: they need ffmpeg (Debian: apt-get install ffmpeg)\n");
export const testWithAac = test.skipIf(isMissing);

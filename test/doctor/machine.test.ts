import { expect, test } from "vitest";
import { decoderFindings } from "../../src/doctor/machine.js";

test("names the package that decodes a missing format, and does not call its absence wrong", async () => {
  const load = (name: string): Promise<unknown> =>
    name === "@audio/decode-mp3" ? Promise.reject(new Error("not installed")) : Promise.resolve({});
  expect(await decoderFindings(load)).toEqual([
    {
      subject: "decoders",
      state: "note",
      found: "MP3 will be refused: an optional package is not installed",
      remedy: "npm install @audio/decode-mp3",
    },
  ]);
});

test("lists the formats where every decoder is installed", async () => {
  const [finding, ...others] = await decoderFindings(() => Promise.resolve({}));
  expect(finding).toMatchObject({ state: "ok", found: "WAV, MP4 films, FLAC, MP3, Ogg Opus, Ogg Vorbis" });
  expect(others).toEqual([]);
});

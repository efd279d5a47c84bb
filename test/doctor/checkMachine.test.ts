import { expect, test } from "vitest";
import { decoderFindings, threadFinding } from "../../src/doctor/checkMachine.js";

test("names the package that decodes a missing format, and does not call its absence wrong", async () => {
  const load = (name: string): Promise<unknown> =>
    name === "@audio/decode-mp3" ? Promise.reject(new Error("not installed")) : Promise.resolve({});
  expect(await decoderFindings(load)).toEqual([
    {
      subject: "decoders",
      state: "note",
      found: "MP3 files will be rejected: an optional package is not installed",
      remedy: "npm install @audio/decode-mp3",
    },
  ]);
});

test("lists the formats where every decoder is installed", async () => {
  const [finding, ...others] = await decoderFindings(() => Promise.resolve({}));
  expect(finding).toMatchObject({ state: "ok", found: "WAVE, MP4, FLAC, MP3, Ogg Vorbis and Ogg Opus" });
  expect(others).toEqual([]);
});

test("finds that a container may use fewer cores than a worker starts threads", () => {
  expect(threadFinding(8, 2.5)).toMatchObject({ state: "note", found: expect.stringContaining("2.5 cores") as string });
  expect(threadFinding(8, 0.3).remedy).toContain("--threads 1");
});

test("has nothing to say of threads where all cores may be used", () => {
  expect(threadFinding(8, undefined)).toMatchObject({ state: "ok" });
  expect(threadFinding(8, 8)).toMatchObject({ state: "ok" });
});

import { expect, test } from "vitest";
import { readableFormats } from "../../src/audio/formats.js";
import { typescriptKernels } from "../../src/linear/matrixKernels.js";
import { decoderFindings, kernelFinding, threadFinding } from "../../src/doctor/checkMachine.js";

const byFfmpeg = async (): Promise<string> => Promise.resolve("ffmpeg 5.1.9");

test("names the package that decodes a missing format, and does not treat its absence as an error", async () => {
  const load = (name: string): Promise<unknown> =>
    name === "@audio/decode-mp3" ? Promise.reject(new Error("not installed")) : Promise.resolve({});
  expect(await decoderFindings(load, byFfmpeg, byFfmpeg)).toEqual([
    {
      subject: "decoders",
      state: "note",
      found: "MP3 files are decoded by ffmpeg 5.1.9, more slowly: an optional package is not installed",
      remedy: "npm install @audio/decode-mp3",
    },
  ]);
});

test("lists the formats if every decoder is installed", async () => {
  const findings = await decoderFindings(() => Promise.resolve({}), byFfmpeg, byFfmpeg);
  expect(findings).toEqual([
    {
      subject: "decoders",
      state: "ok",
      found: `${readableFormats}; MP4 by ffmpeg 5.1.9`,
    },
  ]);
});

test("names what to install if nothing decodes the audio of videos", async () => {
  const none = async (): Promise<undefined> => Promise.resolve(undefined);
  const [videos, others] = await decoderFindings(() => Promise.resolve({}), none, none);
  expect(videos).toMatchObject({
    state: "note",
    found: "MP4 files will be rejected: ffmpeg is not installed",
    remedy: expect.stringMatching(/apt-get install ffmpeg.*npm install @audio\/decode-aac/) as string,
  });
  expect(others).toMatchObject({
    found: expect.stringMatching(/AAC \(ADTS\).*AIFF.* will be rejected: ffmpeg is not installed/) as string,
    remedy: expect.stringContaining("apt-get install ffmpeg") as string,
  });
});

test("reports that features and linear models are computed by WebAssembly", () => {
  expect(kernelFinding()).toEqual({
    subject: "SIMD",
    state: "ok",
    found: "features and linear models are computed by wasm-simd",
  });
});

test("reports that the kernels of linear models are not built", () => {
  expect(kernelFinding(() => typescriptKernels)).toEqual({
    subject: "SIMD",
    state: "wrong",
    found: "wasm/linear.wasm is missing: linear models are fitted in plain TypeScript, several times slower",
    remedy: "npm run build",
  });
});

test("reports that a container may use fewer cores than a worker's default number of threads", () => {
  expect(threadFinding(8, 2.5)).toMatchObject({ state: "note", found: expect.stringContaining("2.5 cores") as string });
  expect(threadFinding(8, 0.3).remedy).toContain("--threads 1");
});

test("reports nothing about threads if all cores may be used", () => {
  expect(threadFinding(8, undefined)).toMatchObject({ state: "ok" });
  expect(threadFinding(8, 8)).toMatchObject({ state: "ok" });
});

import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { useFfmpeg } from "../../src/audio/ffmpeg.js";
import { decodeFileByFfmpeg, type FfmpegFile } from "../../src/audio/fileByFfmpeg.js";
import { InputError } from "../../src/shared/errors.js";
import { fakeFfmpeg, fakeVersion, type FfmpegAnswer } from "../support/fakeFfmpeg.js";
import { chunk, dataChunk, fmtChunk, riff } from "../support/wavFile.js";

/* A shell script takes the place of ffmpeg, so that every answer of it can be tried, whatever is installed. */

const rate = 8_000;
const limits = { maxDurationSec: 2 };
const aiff: FfmpegFile = { name: "AIFF", demuxer: "aiff" };

/** A WAVE file as ffmpeg writes it to a pipe: of unknown length. */
function piped(samples: ArrayLike<number>, channels = 1, sampleRate = rate): Uint8Array {
  const form = { encoding: "float32", channels, sampleRate } as const;
  return riff([fmtChunk(form), { ...dataChunk(samples, "float32"), claimedSize: 0xffff_ffff }]);
}

/** A ramp from 0 on, that shows where each sample belongs. */
function ramp(seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, i) => i / 2 ** 16);
}

type Decoded = Awaited<ReturnType<typeof decodeFileByFfmpeg>>;
async function decode(answer: FfmpegAnswer, file = aiff, maxDurationSec = 2): Promise<Decoded> {
  await fakeFfmpeg(answer);
  return decodeFileByFfmpeg(new Uint8Array(9), file, { maxDurationSec });
}

async function rejection(answer: FfmpegAnswer, file = aiff, bytes = new Uint8Array(9)): Promise<InputError> {
  await fakeFfmpeg(answer);
  const outcome: unknown = await decodeFileByFfmpeg(bytes, file, limits).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(InputError);
  return outcome as InputError;
}

const temporaryFiles = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("ser-decode-"));

describe.skipIf(process.platform === "win32")("ffmpeg is given", () => {
  const output = piped(ramp(0.1));

  test("the file by a pipe, and is asked for its first audio track as float WAVE, a second more than needed", async () => {
    const call = await fakeFfmpeg({ output });
    const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i % 251);
    await decodeFileByFfmpeg(bytes, aiff, limits);
    const { args, protocols, input, file } = await call();
    expect(protocols).toBe("pipe");
    expect(args.join(" ")).toBe(
      "-f aiff -i pipe:0 -map 0:a:0 -vn -sn -dn -map_metadata -1 -fflags +bitexact -t 3 -c:a pcm_f32le -f wav pipe:1",
    );
    expect(input).toEqual(bytes);
    expect(file).toBeUndefined();
  });

  test("no duration if there is no limit", async () => {
    const call = await fakeFfmpeg({ output });
    const { samples } = await decodeFileByFfmpeg(new Uint8Array(9), aiff, { maxDurationSec: Infinity });
    expect((await call()).args.slice(-8).join(" ")).toBe("-1 -fflags +bitexact -c:a pcm_f32le -f wav pipe:1");
    expect(samples).toEqual(ramp(0.1));
  });

  test("a temporary file that only its owner can read, and that is removed, if it must seek", async () => {
    const bytes = Uint8Array.of(5, 6, 7, 8);
    const before = temporaryFiles();
    for (const exitCode of [0, 1]) {
      const call = await fakeFfmpeg({ output, exitCode });
      await decodeFileByFfmpeg(bytes, { ...aiff, needsSeeking: true }, limits).catch(() => undefined);
      const { args, protocols, input, file } = await call();
      expect(protocols).toBe("pipe,file");
      expect(args.slice(0, 4)).toEqual(["-f", "aiff", "-i", `file:${file!.path}`]);
      expect(input).toEqual(bytes);
      expect(file!.mode).toBe("-rw-------");
      expect(dirname(file!.path)).toMatch(/ser-decode-\w+$/);
      expect(existsSync(dirname(file!.path))).toBe(false);
    }
    expect(temporaryFiles()).toEqual(before);
  });

  test("a file of unknown format as such, and may detect no format that refers to other files", async () => {
    const call = await fakeFfmpeg({ output });
    await decodeFileByFfmpeg(Uint8Array.of(1, 2), { name: "unknown" }, limits);
    const { args, input } = await call();
    expect(args[0]).toBe("-format_whitelist");
    const demuxers = args[1]!.split(",");
    expect(demuxers).toEqual(expect.arrayContaining(["aac", "matroska", "mov", "nistsphere", "ogg", "wv"]));
    for (const referring of ["hls", "concat", "dash", "sdp", ""]) expect(demuxers).not.toContain(referring);
    expect(args[2]).toBe("-i");
    expect(args[3]).toMatch(/^file:/);
    expect(input).toEqual(Uint8Array.of(1, 2));
  });
});

describe.skipIf(process.platform === "win32")("from ffmpeg's answer", () => {
  test("the samples, their rate and the version are taken, however long the answer is", async () => {
    for (const seconds of [0.01, 0.125, 1.5]) {
      const { samples, sampleRate, decoder, notes, isCut, wholeSec } = await decode({ output: piped(ramp(seconds)) });
      expect(samples).toEqual(ramp(seconds));
      const facts = { sampleRate, decoder, notes, isCut, wholeSec };
      expect(facts).toEqual({ sampleRate: rate, decoder: fakeVersion, notes: [], isCut: false, wholeSec: undefined });
    }
  });

  test("the samples are taken from whatever parts its answer comes in", async () => {
    const output = piped(ramp(0.5));
    const long = riff([
      fmtChunk({ encoding: "float32", sampleRate: rate }),
      chunk("LIST", new Uint8Array(4_044)),
      { ...dataChunk(ramp(0.5), "float32"), claimedSize: 0xffff_ffff },
    ]);
    for (const [whole, firstBytes] of [
      [output, 20],
      [output, 44],
      [output, 45],
      [output, 4_097],
      [long, 4_096], // the header alone
    ] as const)
      expect((await decode({ output: whole, firstBytes })).samples).toEqual(ramp(0.5));
  });

  test("the channels are averaged, and the louder is named if they cancel each other", async () => {
    const channels = Array.from(ramp(0.5), (value) => [value, value / 2]).flat();
    const both = await decode({ output: piped(channels, 2) });
    expect(both.samples).toEqual(ramp(0.5).map((value) => 0.75 * value));
    expect(both.louder).toBeUndefined();
    const antiphase = Array.from(ramp(0.5), (value) => [-value, value * 1.01]).flat();
    expect((await decode({ output: piped(antiphase, 2) })).louder).toBe(1);
    await fakeFfmpeg({ output: piped(antiphase, 2) });
    const alone = await decodeFileByFfmpeg(new Uint8Array(9), aiff, { ...limits, channel: 0 });
    expect(alone.samples).toEqual(ramp(0.5).map((value) => 0 - value));
  });

  test("what lies beyond the duration limit is left out, and the whole duration kept", async () => {
    const messages = ["[info]   Duration: 00:00:03.67, start: 0.000000, bitrate: 128 kb/s"];
    const { samples, isCut, wholeSec } = await decode({ output: piped(ramp(3)), messages });
    expect(samples).toEqual(ramp(3).subarray(0, 2 * rate));
    expect({ isCut, wholeSec }).toEqual({ isCut: true, wholeSec: 3.67 });
  });

  test.each([
    ["Duration: 01:02:03.50, start: 0", 3_723.5],
    ["Duration: 12:34:56.78, start: 0", 45_296.78],
    ["Duration: N/A, start: 0", undefined],
    ["a comment: Duration: 01:02:03.50", undefined],
    ["Duration: 00:00:03, start", undefined],
  ])("the whole duration is read from %j", async (line, wholeSec) => {
    const decoded = await decode({ output: piped(ramp(0.1)), messages: [`[info] ${line}`] }, aiff, 0.05);
    expect(decoded.wholeSec).toEqual(wholeSec);
    expect(decoded.isCut).toBe(true);
  });

  test("a recording that ends exactly at the limit is not cut", async () => {
    const atLimit = { output: piped(ramp(2)), messages: ["[info] Duration: 00:00:02.00"] };
    expect(await decode(atLimit)).toMatchObject({ isCut: false, wholeSec: 2 });
  });

  test("the whole duration is missing below the limit, or if ffmpeg does not state it", async () => {
    const messages = ["[info] Duration: 00:00:01.50"];
    expect(await decode({ output: piped(ramp(1.5)), messages })).not.toHaveProperty("wholeSec");
    expect(await decode({ output: piped(ramp(2.5)) })).not.toHaveProperty("wholeSec");
  });

  test("errors become a note, and do not prevent decoding", async () => {
    const output = piped(ramp(0.1));
    const one = await decode({ output, messages: ["[info] fine", "[aac @ 0x1] [error] bad frame"] });
    expect(one.notes).toEqual(["damaged: ffmpeg found an error: bad frame"]);
    const two = await decode({ output, messages: ["[error] bad frame", "[error] another"] });
    expect(two.notes).toEqual(["damaged: ffmpeg found 2 errors: bad frame"]);
  });

  test("the padding of the last block is left out, but nothing else", async () => {
    const file = (frames: number, blockFrames: number): FfmpegFile => ({ ...aiff, length: { frames, blockFrames } });
    const output = piped(ramp(0.1)); // 800 samples
    const padded = await decode({ output }, file(700, 101));
    expect(padded.samples).toEqual(ramp(0.1).subarray(0, 700));
    expect(padded.isCut).toBe(false);
    expect((await decode({ output }, file(700, 100))).samples.length).toBe(800);
    expect((await decode({ output }, file(800, 100))).samples.length).toBe(800);
    expect(await decode({ output }, file(900, 100))).toMatchObject({ isCut: false, samples: { length: 800 } });
    const cut = await decode({ output }, file(700, 101), 0.05);
    expect(cut.samples.length).toBe(400);
    expect(cut.isCut).toBe(true);
    expect((await decode({ output }, file(400, 401), 0.05)).isCut).toBe(false);
  });
});

describe.skipIf(process.platform === "win32")("a file whose header states its length", () => {
  const stated: FfmpegFile = { ...aiff, saysLength: true };
  const lasting = (duration: string): string => `[info] Duration: 00:00:${duration}, start: 0`;

  test("is truncated if ffmpeg decodes less of it", async () => {
    const error = await rejection({ output: piped(ramp(0.5)), messages: [lasting("01.50")] }, stated);
    expect(error).toMatchObject({
      code: "truncated-audio",
      message: "truncated AIFF file: 0.50 of 1.50 s could be decoded",
    });
    // Longer than the limit: more of it is missing than within the limit.
    const long = await rejection({ output: piped(ramp(1)), messages: [lasting("50.00")] }, stated);
    expect(long.message).toBe("truncated AIFF file: 1.00 of 50.00 s could be decoded");
  });

  test("is whole if only a packet or what lies beyond the limit is missing", async () => {
    const output = piped(ramp(1));
    expect((await decode({ output, messages: [lasting("01.50")] }, stated)).samples.length).toBe(rate);
    const upToLimit = { output: piped(ramp(2)), messages: [lasting("50.00")] };
    expect((await decode(upToLimit, stated)).samples.length).toBe(2 * rate);
    const almost = { output: piped(ramp(1.6)), messages: [lasting("50.00")] };
    expect((await decode(almost, stated)).samples.length).toBe(1.6 * rate);
  });

  test("is not compared with that length if it says none, or that of its video", async () => {
    const output = piped(ramp(0.5));
    expect((await decode({ output, messages: [lasting("01.50")] })).samples.length).toBe(rate / 2);
    expect((await decode({ output }, stated)).samples.length).toBe(rate / 2);
    const messages = [lasting("01.50"), "[info] Stream #0:1(und): Video: h264", "[info] Stream #0:0: Audio: aac"];
    expect((await decode({ output, messages }, stated)).samples.length).toBe(rate / 2);
    const named = [lasting("01.50"), "[info] title: Video: the making of", "[info] Stream #0:0: Audio: aac"];
    expect((await rejection({ output, messages: named }, stated)).code).toBe("truncated-audio");
  });
});

describe.skipIf(process.platform === "win32")("a file is rejected", () => {
  test("without ffmpeg, with the reason for needing it and how to install it", async () => {
    useFfmpeg("there-is-no-ffmpeg");
    const remedy =
      "only ffmpeg reads it, and ffmpeg is not installed here: apt-get install ffmpeg, or brew install ffmpeg; " +
      "or convert the file elsewhere: ffmpeg -i FILE FILE.wav";
    const decoding = async (file: FfmpegFile): Promise<unknown> => decodeFileByFfmpeg(new Uint8Array(9), file, limits);
    await expect(decoding(aiff)).rejects.toMatchObject({ code: "decoder-missing", message: `AIFF file: ${remedy}` });
    await expect(decoding({ ...aiff, reason: "odd codec" })).rejects.toThrow(`odd codec: ${remedy}`);
  });

  test("if ffmpeg decodes nothing, with its error if it has one", async () => {
    for (const output of [new Uint8Array(0), piped([]), piped([0.5]).subarray(0, -4)]) {
      expect(await rejection({ output })).toMatchObject({
        code: "corrupt-audio",
        message: "corrupt AIFF file: no audio could be decoded",
      });
      const { message } = await rejection({ output, messages: ["[error] bad header"] });
      expect(message).toBe("corrupt AIFF file: bad header");
    }
  });

  test("if ffmpeg's answer is not WAVE", async () => {
    for (const length of [99, 9_999])
      expect(await rejection({ output: new Uint8Array(length).fill(7) })).toMatchObject({
        code: "unsupported-audio",
        message: expect.stringContaining("not a WAVE file") as string,
      });
  });

  const failed = async (message: string, file = aiff, bytes?: Uint8Array<ArrayBuffer>): Promise<InputError> =>
    rejection({ messages: [`[error] ${message}`], exitCode: 1 }, file, bytes);

  test("as without audio if ffmpeg finds no audio track", async () => {
    for (const message of ["Stream map '0:a:0' matches no streams.", "Output file #0 does not contain any stream"])
      expect(await failed(message)).toMatchObject({
        code: "no-sound",
        message: "AIFF file without audio",
        cause: { code: "corrupt-audio" },
      });
  });

  test("as of unknown format, with its first bytes, if ffmpeg does not detect one", async () => {
    const bytes = Uint8Array.of(0xab, 0, 0x0c, 0xff, 0x55);
    expect(await failed("Invalid data", { name: "unknown" }, bytes)).toMatchObject({
      code: "unsupported-audio",
      message: "unknown format: the file begins with the bytes ab 00 0c ff",
      cause: { message: "corrupt audio: ffmpeg: Invalid data" },
    });
  });

  test("as unsupported if ffmpeg has no decoder for it", async () => {
    for (const message of [
      "Decoder (codec none) not found for input stream #0:0",
      "Unknown decoder 'x'",
      "Could not find codec parameters",
      "x: could not find codec parameters",
    ]) {
      const error = await failed(message);
      expect(error.code).toBe("unsupported-audio");
      expect(error.message).toBe(`AIFF file: corrupt audio: ffmpeg: ${message}`);
      expect(error.cause).toBeInstanceOf(InputError);
    }
    const { message } = await failed("Unknown decoder 'x'", { ...aiff, reason: "WAVE file of an odd codec" });
    expect(message).toBe("WAVE file of an odd codec: corrupt audio: ffmpeg: Unknown decoder 'x'");
  });

  test("as corrupt, with its format, if ffmpeg fails otherwise", async () => {
    expect(await failed("Invalid data")).toMatchObject({
      code: "corrupt-audio",
      message: "corrupt AIFF file: ffmpeg: Invalid data",
      cause: { message: "corrupt audio: ffmpeg: Invalid data" },
    });
  });

  test("if it has too many channels or too low a sample rate", async () => {
    expect(await rejection({ output: piped(new Float32Array(9), 9) })).toMatchObject({
      code: "unsupported-audio",
      message: "AIFF file of 9 channels; 1 to 8 can be read",
    });
    expect(await rejection({ output: piped(new Float32Array(9), 1, 999) })).toMatchObject({
      code: "unsupported-audio",
      message: expect.stringContaining("sample rate of 999 Hz") as string,
    });
  });
});

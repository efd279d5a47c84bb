import { describe, expect, test } from "vitest";
import { InputError, type InputCode } from "../../src/shared/errors.js";
import { parseWavFormat } from "../../src/audio/wavFormat.js";
import { readWavHeader } from "../../src/audio/wavHeader.js";
import {
  chunk,
  concat,
  dataChunk,
  ds64Chunk,
  fmtChunk,
  latin1,
  riff,
  wavFile,
  type FormatFields,
} from "../support/wavFile.js";

const samples = [0, 0.25, -0.5, 0.75, -1, 0.5];
const data = dataChunk(samples);

function expectRejection(bytes: Uint8Array, code: InputCode, message: string | RegExp): void {
  const read = (): unknown => readWavHeader(bytes);
  expect(read).toThrow(InputError);
  expect(read).toThrow(expect.objectContaining({ code }));
  expect(read).toThrow(message);
}

describe("readWavHeader", () => {
  test("finds the samples right after a plain fmt chunk", () => {
    expect(readWavHeader(wavFile(samples, { sampleRate: 48_000 }))).toEqual({
      encoding: "pcm",
      channels: 1,
      sampleRate: 48_000,
      bitsPerSample: 16,
      blockAlign: 2,
      isBigEndian: false,
      isPadded: false,
      data: [{ start: 44, bytes: 12 }],
      dataStart: 44,
      frames: 6,
      notes: [],
    });
  });

  test.each(["pcm8", "pcm16", "pcm24", "pcm32", "float32", "float64"] as const)(
    "reads %s, plain and extensible",
    (encoding) => {
      for (const extensible of [false, true]) {
        const header = readWavHeader(wavFile(samples, { encoding, channels: 2, extensible }));
        expect(`${header.encoding}${header.bitsPerSample}`).toBe(encoding);
        expect(header.frames).toBe(3);
      }
    },
  );

  test("skips unknown chunks, such as FLLR before data", () => {
    const bytes = riff([fmtChunk(), chunk("FLLR", new Uint8Array(4044)), data]);
    expect(readWavHeader(bytes)).toMatchObject({ dataStart: 4096, frames: 6 });
  });

  test("skips the padding of chunks of odd size", () => {
    const bytes = riff([fmtChunk(), chunk("LIST", [1, 2, 3]), data]);
    expect(readWavHeader(bytes)).toMatchObject({ dataStart: 56, frames: 6 });
  });

  test("finds data after a chunk of odd size without padding", () => {
    const bytes = riff([fmtChunk(), { ...chunk("LIST", [1, 2, 3]), unpadded: true }, data]);
    expect(readWavHeader(bytes)).toMatchObject({ dataStart: 55, frames: 6 });
  });

  test("uses the first of several fmt chunks and the samples of all data chunks", () => {
    const bytes = riff([fmtChunk(), fmtChunk({ channels: 2 }), data, chunk("LIST", [1, 2]), dataChunk([0, 0])]);
    expect(readWavHeader(bytes)).toMatchObject({
      channels: 1,
      frames: 8,
      data: [
        { start: 68, bytes: 12 },
        { start: 98, bytes: 4 },
      ],
    });
  });

  test("accepts a fmt chunk that comes after data", () => {
    expect(readWavHeader(riff([data, fmtChunk()]))).toMatchObject({ dataStart: 20, frames: 6 });
  });

  test("drops an incomplete last sample frame", () => {
    expect(readWavHeader(riff([fmtChunk({ channels: 4 }), data])).frames).toBe(1);
  });

  test("reads 12-bit samples as the 16-bit values that they are stored in", () => {
    expect(readWavHeader(riff([fmtChunk({ bits: 12, blockAlign: 2 }), data])).bitsPerSample).toBe(16);
  });

  test.each([0, 0x7fff_f000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffd3, 0xffff_ffff])(
    "reads to the end of a stream whose data has size %i",
    (claimedSize) => {
      const bytes = riff([fmtChunk(), { ...data, claimedSize }], "RIFF", claimedSize);
      expect(readWavHeader(bytes)).toMatchObject({ frames: 6, notes: [] });
    },
  );

  test("reads a file whose last bytes are missing, with a note", () => {
    expect(readWavHeader(wavFile(samples).subarray(0, 51))).toMatchObject({
      frames: 3,
      notes: ["the last 5 of the 12 bytes of sound that its header declares are missing"],
    });
    const long = wavFile(new Float64Array(20_000));
    expect(readWavHeader(long.subarray(0, long.length - 400)).notes).toHaveLength(1);
  });

  test("relies on the bits per sample if blockAlign is wrong", () => {
    for (const blockAlign of [0, 3, 4, 6])
      expect(readWavHeader(wavFile(samples, { channels: 1, blockAlign }))).toMatchObject({ frames: 6, blockAlign: 2 });
  });

  test("reads a fmt chunk of 14 bytes, which gives the bits per sample through blockAlign", () => {
    const bytes = riff([chunk("fmt ", fmtChunk({ channels: 2 }).content.subarray(0, 14)), data]);
    expect(readWavHeader(bytes)).toMatchObject({ channels: 2, bitsPerSample: 16, frames: 3 });
  });

  test("reads the ambisonic sub-format of an extensible file", () => {
    const bytes = wavFile(samples, { extensible: true, channels: 2 });
    bytes.set([0, 0, 0x21, 0x07, 0xd3, 0x11, 0x86, 0x44, 0xc8, 0xc1, 0xca, 0, 0, 0], 20 + 26);
    expect(readWavHeader(bytes)).toMatchObject({ encoding: "pcm", channels: 2, frames: 3 });
  });

  test.each([
    [6, "A-law"],
    [7, "mu-law"],
  ])("reads format tag %i, %s, as 8 bits a sample", (tag, encoding) => {
    const bytes = riff([fmtChunk({ tag, bits: 16, blockAlign: 1 }), chunk("data", [1, 2, 3])]);
    expect(readWavHeader(bytes)).toMatchObject({ encoding, bitsPerSample: 8, blockAlign: 1, frames: 3 });
  });

  test.each([
    [24, 1, 4, true],
    [17, 2, 8, true],
    [20, 2, 6, false],
    [16, 1, 4, false],
    [25, 1, 4, false],
  ])("reads %i bits of %i channels in %i bytes, padded: %s", (bits, channels, blockAlign, isPadded) => {
    const bytes = riff([fmtChunk({ bits, channels, blockAlign }), chunk("data", new Uint8Array(48))]);
    const size = isPadded || bits === 25 ? 32 : bits === 20 ? 24 : 16;
    expect(readWavHeader(bytes)).toMatchObject({ isPadded, bitsPerSample: size, blockAlign: (size / 8) * channels });
  });

  test("reads to the end if only the size of data is 0", () => {
    expect(readWavHeader(riff([fmtChunk(), { ...data, claimedSize: 0 }])).frames).toBe(6);
  });

  test("does not treat a chunk after an empty data chunk as samples", () => {
    const bytes = riff([fmtChunk(), dataChunk([]), chunk("LIST", [1, 2, 3, 4])]);
    expectRejection(bytes, "too-short", "without samples: data holds 0 bytes");
  });

  test.each(["RF64", "BW64"])("reads the size of data in %s from its ds64 chunk", (form) => {
    const unsized = { ...data, claimedSize: 0xffff_ffff };
    const bytes = riff([ds64Chunk(8n), fmtChunk(), unsized, chunk("LIST", [1, 2])], form);
    expect(readWavHeader(bytes).frames).toBe(4);
  });

  test("reads an RF64 stream without sizes to its end", () => {
    const unsized = { ...data, claimedSize: 0xffff_ffff };
    for (const ds64 of [[], [ds64Chunk(0xffff_ffff_ffff_ffffn)], [ds64Chunk(0n)]])
      expect(readWavHeader(riff([...ds64, fmtChunk(), unsized], "RF64")).frames).toBe(6);
  });

  test("reads the size of data in RF64 from the header of data if it has one", () => {
    expect(readWavHeader(riff([ds64Chunk(8n), fmtChunk(), data], "RF64")).frames).toBe(6);
  });

  test("skips a ds64 chunk in RIFF, which has no such chunk", () => {
    const unsized = { ...data, claimedSize: 0xffff_ffff };
    expect(readWavHeader(riff([ds64Chunk(8n), fmtChunk(), unsized])).frames).toBe(6);
  });

  test("skips an empty data chunk in front of a chunk list with samples", () => {
    const bytes = riff([fmtChunk(), dataChunk([]), chunk("LIST", [1, 2]), data]);
    expect(readWavHeader(bytes)).toMatchObject({ dataStart: 62, frames: 6, data: [{ start: 62, bytes: 12 }] });
  });

  test("reads samples after a size of 0 that begin like a chunk but are no list of chunks", () => {
    const sound = chunk("data", [...latin1("abcd"), 2, 0, 0, 0, 9, 9, 9, 9]);
    expect(readWavHeader(riff([fmtChunk(), { ...sound, claimedSize: 0 }])).frames).toBe(6);
  });

  test.each(["~~~~", "    ", "a b~"])("continues after a chunk named %j that follows the samples", (id) => {
    expect(readWavHeader(riff([fmtChunk(), data, chunk(id, [1, 2]), data])).frames).toBe(12);
  });

  test.each(["\x7fabc", "abc\x7f", "\x1fabc", "abc\x1f", "\0\0\0\0"])(
    "ignores what follows the samples if it begins with %j",
    (id) => {
      expect(readWavHeader(riff([fmtChunk(), data, chunk(id, [1, 2]), data])).frames).toBe(6);
      // Before the samples, chunks of any name are skipped.
      expect(readWavHeader(riff([fmtChunk(), chunk(id, [1, 2]), data])).frames).toBe(6);
    },
  );

  test("reads 10,000 data chunks, and no more", () => {
    const head = riff([fmtChunk({ encoding: "pcm8" })]);
    const one = riff([dataChunk([0, 0], "pcm8")]).subarray(12);
    const ofChunks = (n: number) => concat([head, new Uint8Array(Buffer.alloc(n * one.length, one))]);
    expect(readWavHeader(ofChunks(10_000))).toMatchObject({ frames: 20_000, dataStart: 44 });
    const tooMany = new InputError("corrupt-audio", "WAVE file of too many data chunks");
    expect(() => readWavHeader(ofChunks(10_001))).toThrow(tooMany);
  });

  test("rejects more than 10,000 empty data chunks, each followed by a list of chunks, without walking each list", () => {
    const head = riff([fmtChunk()]);
    const empty = riff([dataChunk([])]).subarray(12);
    const ofChunks = (n: number): Uint8Array =>
      concat([head, new Uint8Array(Buffer.alloc(n * empty.length, empty)), riff([data]).subarray(12)]);
    expect(readWavHeader(ofChunks(9_999))).toMatchObject({ frames: 6, data: [{ bytes: 12 }] });
    expectRejection(ofChunks(10_000), "corrupt-audio", "WAVE file of too many data chunks");
  });

  test("skips a padding byte that looks like a letter", () => {
    const padded = { ...chunk("LIST", [1, 2, 3, 0x20]), claimedSize: 3, unpadded: true };
    expect(readWavHeader(riff([fmtChunk(), padded, data]))).toMatchObject({ dataStart: 56, frames: 6 });
  });

  test("reads letters after a size of 0 as samples if they are too few for a chunk", () => {
    const sound = { ...chunk("data", latin1("abcdef")), claimedSize: 0 };
    expect(readWavHeader(riff([fmtChunk(), sound])).frames).toBe(3);
  });

  test("reads the sizes of a RIFX file in big-endian order", () => {
    const bytes = riff([fmtChunk(), data], "RIFX", 0);
    const [from, to] = [new DataView(bytes.buffer), new DataView(bytes.slice().buffer)];
    for (const at of [16, 24, 28, 40]) to.setUint32(at, from.getUint32(at, true));
    for (const at of [20, 22, 32, 34]) to.setUint16(at, from.getUint16(at, true));
    expect(readWavHeader(new Uint8Array(to.buffer))).toMatchObject({
      frames: 6,
      sampleRate: 16_000,
      isBigEndian: true,
    });
  });

  test("adds up what is missing from the last of several data chunks", () => {
    const bytes = riff([fmtChunk(), data, data]);
    expect(readWavHeader(bytes.subarray(0, bytes.length - 4))).toMatchObject({
      frames: 10,
      notes: ["the last 4 of the 24 bytes of sound that its header declares are missing"],
    });
  });

  test("reads the largest and smallest valid formats", () => {
    expect(readWavHeader(wavFile(new Float64Array(64), { channels: 64, sampleRate: 384_000 })).frames).toBe(1);
    expect(readWavHeader(wavFile([0], { sampleRate: 1_000 })).frames).toBe(1);
  });
});

test("parseWavFormat reads the tag of an extensible format in either byte order, little-endian by default", () => {
  const { content } = fmtChunk({ extensible: true });
  const little = new DataView(Uint8Array.from([9, 9, ...content]).buffer);
  expect(parseWavFormat(little, 2, 40)).toMatchObject({ encoding: "pcm", sampleRate: 16_000, isBigEndian: false });
  const big = new DataView(little.buffer.slice(0));
  for (const at of [6, 10, 26]) big.setUint32(at, little.getUint32(at, true));
  for (const at of [2, 4, 14, 16, 18, 20]) big.setUint16(at, little.getUint16(at, true));
  expect(parseWavFormat(big, 2, 40, true)).toMatchObject({ encoding: "pcm", sampleRate: 16_000, isBigEndian: true });
});

describe("readWavHeader rejects", () => {
  test("a file that is not RIFF", () => {
    expectRejection(new Uint8Array(100), "unsupported-audio", "not a WAVE file");
    expectRejection(new Uint8Array(0), "unsupported-audio", "not a WAVE file");
    const wave = wavFile(samples);
    expectRejection(wave.subarray(0, 11), "unsupported-audio", "it does not begin with RIFF … WAVE");
    expectRejection(riff([fmtChunk(), data], "JUNK"), "unsupported-audio", "not a WAVE file");
    const other = wave.slice();
    other.set(latin1("WAVX"), 8);
    expectRejection(other, "unsupported-audio", "not a WAVE file");
  });

  test.each([
    [0x0002, "Microsoft ADPCM"],
    [0x0011, "IMA ADPCM"],
    [0x0031, "GSM 6.10"],
    [0x0055, "MP3"],
    [0x1234, "an unknown encoding"],
  ])("format tag %i, naming it %s, plain and extensible", (tag, name) => {
    for (const extensible of [false, true])
      expectRejection(
        wavFile(samples, { tag, extensible }),
        "unsupported-audio",
        `compressed WAVE file: ${name} (format tag 0x${tag.toString(16).padStart(4, "0")})`,
      );
  });

  test("an extensible format whose GUID is not a plain tag's", () => {
    const bytes = wavFile(samples, { extensible: true });
    bytes[50] = 0x77;
    expectRejection(bytes, "unsupported-audio", "unknown sub-format");
  });

  test.each<[string, FormatFields, InputCode, string]>([
    ["no channels", { channels: 0, blockAlign: 2 }, "corrupt-audio", "0 channels"],
    ["65 channels", { channels: 65 }, "unsupported-audio", "65 channels; 1 to 64"],
    ["999 Hz", { sampleRate: 999 }, "unsupported-audio", "sample rate of 999 Hz; 1000 to 384000"],
    ["384,001 Hz", { sampleRate: 384_001 }, "unsupported-audio", "sample rate of 384001 Hz"],
    ["0 bits", { bits: 0, blockAlign: 2 }, "unsupported-audio", "0-bit pcm"],
    ["64-bit integers", { bits: 64 }, "unsupported-audio", "64-bit pcm samples; 8, 16, 24, 32"],
    [
      "floats of 24 bits in four bytes",
      { bits: 24, tag: 3, blockAlign: 4 },
      "unsupported-audio",
      "24-bit float samples",
    ],
    ["60-bit floats", { bits: 60, tag: 3, blockAlign: 8 }, "unsupported-audio", "60-bit float samples; 32, 64"],
    ["16-bit floats", { bits: 16, tag: 3 }, "unsupported-audio", "16-bit float samples; 32, 64"],
  ])("%s", (_, fields, code, message) => {
    expectRejection(wavFile(samples, fields), code, message);
  });

  test("a fmt chunk that is too small", () => {
    expectRejection(riff([chunk("fmt ", new Uint8Array(12)), data]), "corrupt-audio", "fmt chunk of 12 bytes");
    const extensible = riff([chunk("fmt ", fmtChunk({ extensible: true }).content.subarray(0, 24)), data]);
    expectRejection(extensible, "corrupt-audio", "EXTENSIBLE fmt chunk of 24 bytes");
  });

  test("a fmt chunk that is cut, giving the bytes that are there", () => {
    const cut = riff([fmtChunk({ extensible: true })]).subarray(0, 44);
    expectRejection(cut, "corrupt-audio", "EXTENSIBLE fmt chunk of 24 bytes");
  });

  test("a file of an empty data chunk before another empty chunk at its end", () => {
    expectRejection(riff([fmtChunk(), dataChunk([]), chunk("LIST")]), "too-short", "data holds 0 bytes");
  });

  test("a file that lacks more than a second of several channels, though less than a hundredth", () => {
    const long = (missing: number): Uint8Array => {
      const bytes = wavFile(new Float64Array(600_000), { sampleRate: 1_000, channels: 2 });
      return bytes.subarray(0, bytes.length - missing);
    };
    expect(readWavHeader(long(4_000)).notes).toHaveLength(1);
    expectRejection(long(4_004), "truncated-audio", "1195996 of 1200000 bytes found");
  });

  test("a file without a fmt chunk", () => {
    expectRejection(riff([data]), "corrupt-audio", "without a fmt chunk");
  });

  test("a file without a data chunk", () => {
    expectRejection(riff([fmtChunk(), chunk("LIST")]), "corrupt-audio", "without a data chunk");
  });

  test("a header alone, giving its size", () => {
    expectRejection(riff([]), "corrupt-audio", "WAVE file without a fmt chunk (12 bytes)");
    expectRejection(riff([fmtChunk()]), "corrupt-audio", "WAVE file without a data chunk (36 bytes)");
    expectRejection(riff([fmtChunk()], "RIFF", 0), "corrupt-audio", "WAVE file without a data chunk (36 bytes)");
  });

  test("a file cut within its ds64 chunk", () => {
    const bytes = riff([ds64Chunk(8n)], "RF64");
    for (const length of [35, 36, 40])
      expectRejection(bytes.subarray(0, length), "corrupt-audio", `without a fmt chunk (${length} bytes)`);
  });

  test("a file that declares more chunks than it has, unless its size means to the end", () => {
    expectRejection(riff([data], "RIFF", 100), "truncated-audio", "ends before its fmt chunk, 32 of 108 bytes found");
    expectRejection(riff([fmtChunk()], "RIFF", 0x7ffe_fff7), "truncated-audio", "36 of 2147418111 bytes found");
    expectRejection(riff([fmtChunk()], "RIFF", 0x7ffe_fff8), "corrupt-audio", "without a data chunk");
  });

  test("data of just less than the sizes that mean to the end", () => {
    const cut = { ...data, claimedSize: 0x7ffe_ffff };
    expectRejection(riff([fmtChunk(), cut]), "truncated-audio", "12 of 2147418111 bytes found");
    expect(readWavHeader(riff([fmtChunk(), { ...data, claimedSize: 0x7fff_0000 }])).frames).toBe(6);
    const long = (size: bigint) => riff([ds64Chunk(size), fmtChunk(), { ...data, claimedSize: 0xffff_ffff }], "RF64");
    expectRejection(long(2n ** 32n), "truncated-audio", "12 of 4294967296 bytes found");
    expectRejection(long(2n ** 62n), "truncated-audio", "the file ends within the samples");
    expect(readWavHeader(long(2n ** 63n)).frames).toBe(6);
  });

  test("a chunk list without samples whose last chunk has no padding byte", () => {
    const bytes = riff([fmtChunk(), dataChunk([]), { ...chunk("LIST", [1, 2, 3]), unpadded: true }]);
    expectRejection(bytes, "too-short", "without samples: data holds 0 bytes");
  });

  test("a file cut before its samples, with found and declared bytes", () => {
    const bytes = wavFile(samples).subarray(0, 36);
    expectRejection(bytes, "truncated-audio", "before its data chunk, 36 of 56 bytes found");
  });

  test("a file cut within its samples, with found and declared bytes", () => {
    const half = wavFile(new Float64Array(1_000)).subarray(0, 1_044);
    expectRejection(half, "truncated-audio", "the file ends within the samples, 1000 of 2000 bytes found");
    const hour = wavFile(new Float64Array(200_000), { sampleRate: 1_000 });
    expectRejection(hour.subarray(0, hour.length - 2_100), "truncated-audio", "397900 of 400000 bytes found");
  });

  test("an RF64 file that is shorter than its 64-bit size", () => {
    // A size of 64 bits is exact: there is no number in it that stands for "unknown" but the largest.
    const bytes = riff([ds64Chunk(2n ** 33n), fmtChunk(), { ...data, claimedSize: 0xffff_ffff }], "RF64");
    expectRejection(bytes, "truncated-audio", "12 of 8589934592 bytes found");
  });

  test("a file without samples", () => {
    expectRejection(wavFile([]), "too-short", "data holds 0 bytes");
  });

  test("a file with less than one sample frame", () => {
    expectRejection(wavFile([0.5], { channels: 2 }), "too-short", "data holds 2 bytes");
  });
});

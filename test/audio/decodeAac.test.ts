import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { adtsHeader } from "../../src/audio/adts.js";
import { decodeByFfmpeg } from "../../src/audio/aacByFfmpeg.js";
import { aacDecoderName, decodeAac } from "../../src/audio/decodeAac.js";
import { useFfmpeg } from "../../src/audio/ffmpeg.js";
import type { EncodedAudio } from "../../src/audio/mp4/readMp4Audio.js";
import { fakeFfmpeg, fakeVersion } from "../support/fakeFfmpeg.js";
import { concat } from "../support/wavFile.js";

/* A shell script takes the place of ffmpeg; FAAD2, if it is installed, would be used instead. */
const isFaad2Installed = existsSync(new URL("../../node_modules/@audio/decode-aac", import.meta.url));
const skips = isFaad2Installed || process.platform === "win32";

const rate = 8_000;
const total = 4 * 1024;
const limits = { maxDurationSec: 360 };
/** As the configuration says: AAC-LC at 8 kHz. */
const mono = { bytes: Uint8Array.of(0x15, 0x88), sampleRate: rate, channels: 1, unitSamples: 1024 };
const stereo = { ...mono, bytes: Uint8Array.of(0x15, 0x90), channels: 2 };

/** Four units. */
function encoded(change: Partial<EncodedAudio> = {}): EncodedAudio {
  const [data, sizes] = [Uint8Array.of(1, 2, 2, 3, 4, 4), Uint32Array.of(1, 2, 1, 2)];
  return {
    config: mono,
    data,
    sizes,
    firstUnit: 0,
    spans: [{ start: 0, end: total }],
    wholeSec: total / rate,
    ...change,
  };
}

/** Sample i is i / 4096. */
const ramp = (from: number, to: number): Float32Array =>
  Float32Array.from({ length: to - from }, (_, i) => (from + i) / total);
const bytesOf = (samples: Float32Array): Uint8Array => new Uint8Array(samples.buffer);
const output = bytesOf(ramp(0, total));

describe.skipIf(skips)("AAC is decoded by ffmpeg", () => {
  test("from an ADTS stream, to 32-bit floats", async () => {
    const call = await fakeFfmpeg({ output });
    await decodeAac(encoded(), limits);
    const { args, protocols, input } = await call();
    expect(args.join(" ")).toBe("-xerror -f aac -i pipe:0 -c:a pcm_f32le -f f32le pipe:1");
    expect(protocols).toBe("pipe");
    const units = [[1], [2, 2], [3], [4, 4]];
    expect(input).toEqual(concat(units.flatMap((unit) => [adtsHeader(mono, unit.length), Uint8Array.from(unit)])));
  });

  test("to the spans of the edit list, in their order, whatever parts its output comes in", async () => {
    const spans = [
      { start: 1_500, end: 2_500 },
      { start: 500, end: 1_200 },
    ];
    for (const firstBytes of [0, 5_001, 8_000]) {
      await fakeFfmpeg({ output, firstBytes });
      const { samples, ...facts } = await decodeAac(encoded({ spans, wholeSec: 1_700 / rate }), limits);
      expect(samples).toEqual(Float32Array.of(...ramp(1_500, 2_500), ...ramp(500, 1_200)));
      expect(facts).toMatchObject({
        sampleRate: rate,
        decoder: fakeVersion,
        notes: [],
        isCut: false,
        wholeSec: 1_700 / rate,
      });
    }
  });

  test("at their place in the track if its first units were not read", async () => {
    await fakeFfmpeg({ output });
    const { samples } = await decodeAac(encoded({ firstUnit: 2, spans: [{ start: 2_050, end: 5_000 }] }), limits);
    expect(samples).toEqual(ramp(2, 2_952));
  });

  test("with silence where the spans reach beyond what was read", async () => {
    await fakeFfmpeg({ output });
    const spans = [{ start: 4_000, end: 4_200 }, { start: 6_000, end: 6_003 }]; // prettier-ignore
    const { samples } = await decodeAac(encoded({ spans }), limits);
    expect(samples).toEqual(Float32Array.of(...ramp(4_000, total), ...new Float32Array(107)));
  });

  test("and is cut if the recording lasts longer than its spans, but for a rounding error", async () => {
    const isCut = async (wholeSec: number): Promise<boolean> => {
      await fakeFfmpeg({ output });
      return (await decodeAac(encoded({ wholeSec }), limits)).isCut;
    };
    expect(await isCut(total / rate + 5e-7)).toBe(false);
    expect(await isCut((total + 1) / rate)).toBe(true);
    expect(await isCut(9)).toBe(true);
  });

  test("to the average of its channels, or to one of them, and the louder is named if they cancel each other", async () => {
    const both = bytesOf(
      Float32Array.from({ length: 2 * total }, (_, i) => ((i >> 1) / total) * (i % 2 === 0 ? 0.5 : -0.51)),
    );
    await fakeFfmpeg({ output: both });
    const { samples, louder } = await decodeAac(encoded({ config: stereo }), limits);
    expect(Math.max(...samples.map(Math.abs))).toBeLessThan(0.01);
    expect(louder).toBe(1);
    await fakeFfmpeg({ output: both });
    const alone = await decodeAac(encoded({ config: stereo }), { ...limits, channel: 0 });
    expect(alone.samples).toEqual(ramp(0, total).map((value) => value / 2));
  });

  test("and its channels are compared without their means, in the spans alone", async () => {
    const wave = (i: number): number => Math.sin(i) / 4;
    const values = Array.from({ length: total }, (_, i) => [0.6 + wave(i), -0.4 - 1.01 * wave(i)]).flat();
    await fakeFfmpeg({ output: bytesOf(Float32Array.from(values)), firstBytes: 4 * total });
    const { louder } = await decodeAac(encoded({ config: stereo, spans: [{ start: 0, end: 1_000 }] }), limits);
    expect(louder).toBe(1);
  });

  test("and is corrupt if samples are missing, too many or beyond full scale", async () => {
    await fakeFfmpeg({ output: output.subarray(0, -4) });
    await expect(decodeAac(encoded(), limits)).rejects.toMatchObject({
      code: "corrupt-audio",
      message: "corrupt AAC audio: 4095 of 4096 samples could be decoded",
    });
    await fakeFfmpeg({ output: bytesOf(ramp(0, total + 1)) });
    await expect(decodeAac(encoded(), limits)).rejects.toThrow("ffmpeg decodes it to more than 16384 bytes");
    await fakeFfmpeg({ output: bytesOf(new Float32Array(total).fill(3)) });
    await expect(decodeAac(encoded(), limits)).rejects.toThrow("corrupt MP4 file: decoded samples reach 3");
    await fakeFfmpeg({ messages: ["[error] bad unit"], exitCode: 1 });
    await expect(decodeAac(encoded(), limits)).rejects.toThrow("corrupt audio: ffmpeg: bad unit");
  });

  test("and each piece is taken at its place in the coded audio", async () => {
    await fakeFfmpeg({ output, firstBytes: 5_001 });
    const taken: [number, number][] = [];
    await decodeByFfmpeg(encoded(), ([first], at) => taken.push([at, first!.length]));
    expect(taken.map(([at]) => at)).toEqual(taken.map((_, i) => taken.slice(0, i).reduce((sum, [, n]) => sum + n, 0)));
    expect(taken.reduce((sum, [, n]) => sum + n, 0)).toBe(total);
  });
});

describe("AAC is rejected before it is decoded", () => {
  test.each([0, 1])("if there are %i packets", async (count) => {
    const sound = encoded({ sizes: Uint32Array.of(1, 2).subarray(0, count) });
    await expect(decodeAac(sound, limits)).rejects.toMatchObject({
      code: "too-short",
      message: `${count} AAC packet; at least 2 are needed`,
    });
  });

  test("if it has too many channels or would decode to too much", async () => {
    const tooMany = encoded({ config: { ...mono, channels: 9 } });
    await expect(decodeAac(tooMany, limits)).rejects.toThrow("MP4 file of 9 channels; 1 to 8 can be read");
    const tooLong = encoded({ config: { ...mono, sampleRate: 384_000, channels: 8, unitSamples: 10_000_000 } });
    await expect(decodeAac(tooLong, limits)).rejects.toThrow(
      "MP4 file too large when decoded: 384000 Hz, 8 channels, 104 s",
    );
  });

  test.skipIf(skips)("if there is no decoder, with how to install one", async () => {
    useFfmpeg("there-is-no-ffmpeg");
    expect(await aacDecoderName()).toBeUndefined();
    await expect(decodeAac(encoded(), limits)).rejects.toMatchObject({
      code: "decoder-missing",
      message:
        "decoding AAC needs ffmpeg, which is not installed here: apt-get install ffmpeg, or brew install ffmpeg; " +
        "or, under the GPL: npm install @audio/decode-aac",
    });
  });
});

test.skipIf(skips)("the decoder of AAC is named with its version, without decoding anything", async () => {
  await fakeFfmpeg({});
  expect(await aacDecoderName()).toBe(fakeVersion);
});

test.skipIf(skips)("two packets of AAC are enough", async () => {
  await fakeFfmpeg({ output: bytesOf(ramp(0, 2_048)) });
  const two = encoded({ data: Uint8Array.of(1, 2, 2), sizes: Uint32Array.of(1, 2), spans: [{ start: 0, end: 2_048 }] });
  expect((await decodeAac(two, limits)).samples).toEqual(ramp(0, 2_048));
});

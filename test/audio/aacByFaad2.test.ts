import { existsSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { decodeByFaad2, findFaad2, type Faad2 } from "../../src/audio/aacByFaad2.js";
import type { DecodedAudio } from "../../src/audio/decodedAudio.js";
import type { EncodedAudio } from "../../src/audio/mp4/readMp4Audio.js";
import { InputError } from "../../src/shared/errors.js";

const unitSamples = 10;
const rate = 8_000;

/** Units of one, two, three … bytes, each byte the number of its unit. */
function encoded(count: number): EncodedAudio {
  const sizes = Uint32Array.from({ length: count }, (_, i) => i + 1);
  const data = Uint8Array.from([...sizes].flatMap((size, i) => new Array<number>(size).fill(i)));
  const config = { bytes: Uint8Array.of(0x15, 0x88), sampleRate: rate, channels: 1, unitSamples };
  return { config, data, sizes, firstUnit: 0, spans: [], wholeSec: 1 };
}

/** A decoder that, like FAAD2, gives nothing for its first unit; `change` alters what it gives. */
function faad2(change: (sound: DecodedAudio) => DecodedAudio = (sound) => sound) {
  const free = vi.fn();
  const calls: number[][][] = [];
  const configurations: Uint8Array[] = [];
  const module: Faad2 = {
    decoder: async ({ asc }) => {
      configurations.push(asc);
      return Promise.resolve({
        decode(units) {
          const isFirst = calls.length === 0;
          calls.push(units.map((unit) => [...unit]));
          const length = unitSamples * (units.length - (isFirst ? 1 : 0));
          return change({ channelData: [new Float32Array(length)], sampleRate: rate });
        },
        free,
      });
    },
  };
  return { module, calls, free, configurations };
}

describe("FAAD2", () => {
  test("decodes 64 units at a time; the samples of the first are left out", async () => {
    const { module, calls, free, configurations } = faad2();
    const taken: [number, number][] = [];
    await decodeByFaad2(module, encoded(130), ([first], at) => taken.push([at, first!.length]));
    expect(taken).toEqual([
      [10, 630],
      [640, 640],
      [1_280, 20],
    ]);
    expect(calls.map((units) => units.length)).toEqual([64, 64, 2]);
    expect(calls.flat()).toEqual(Array.from({ length: 130 }, (_, i) => new Array<number>(i + 1).fill(i)));
    expect(configurations).toEqual([Uint8Array.of(0x15, 0x88)]);
    expect(free).toHaveBeenCalledOnce();
  });

  test("is given no empty piece if the last one is full", async () => {
    const { module, calls } = faad2();
    await decodeByFaad2(module, encoded(128), () => undefined);
    expect(calls.map((units) => units.length)).toEqual([64, 64]);
  });

  test("may give no samples, at no rate, for the first unit alone", async () => {
    const { module } = faad2(() => ({ channelData: [], sampleRate: 0 }));
    const take = vi.fn();
    await decodeByFaad2(module, encoded(1), take);
    expect(take).toHaveBeenCalledOnce();
  });

  const silence = (length: number): DecodedAudio => ({ channelData: [new Float32Array(length)], sampleRate: rate });
  test.each<[string, DecodedAudio, string]>([
    ["too few samples", silence(19), "19 of 20 samples at 8000 Hz could be decoded (8000 Hz)"],
    ["too many samples", silence(21), "21 of 20 samples at 8000 Hz could be decoded (8000 Hz)"],
    ["no channels", { ...silence(0), channelData: [] }, "0 of 20 samples at 8000 Hz could be decoded (8000 Hz)"],
    ["another rate", { ...silence(20), sampleRate: 9 }, "20 of 20 samples at 9 Hz could be decoded (8000 Hz)"],
  ])("is rejected with %s, and its memory released", async (_, sound, message) => {
    const { module, free } = faad2(() => sound);
    await expect(decodeByFaad2(module, encoded(3), () => undefined)).rejects.toThrow(
      expect.objectContaining({ code: "corrupt-audio", message: `corrupt AAC audio: ${message}` }),
    );
    expect(free).toHaveBeenCalledOnce();
  });

  test("fails with its own message, and with the errors of the function that takes the samples", async () => {
    const failure = new Error("bad unit");
    const { module, free } = faad2(() => {
      throw failure;
    });
    await expect(decodeByFaad2(module, encoded(3), () => undefined)).rejects.toThrow(
      expect.objectContaining({ code: "corrupt-audio", message: "corrupt AAC audio: bad unit", cause: failure }),
    );
    expect(free).toHaveBeenCalledOnce();
    const tooLarge = new InputError("unsupported-audio", "too large");
    const take = (): void => {
      throw tooLarge;
    };
    await expect(decodeByFaad2(faad2().module, encoded(3), take)).rejects.toBe(tooLarge);
    const broken: Faad2 = { decoder: async () => Promise.reject(failure) };
    await expect(decodeByFaad2(broken, encoded(3), () => undefined)).rejects.toThrow("corrupt AAC audio: bad unit");
  });
});

test("FAAD2 is found only if it is installed", async () => {
  const isInstalled = existsSync(new URL("../../node_modules/@audio/decode-aac", import.meta.url));
  expect((await findFaad2()) !== undefined).toBe(isInstalled);
});

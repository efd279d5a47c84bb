import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { matrix } from "../../src/dsp/index.js";
import { decodeAudio, extractFeatures, featureNames, load } from "../../src/index.js";
import { temporaryDirectory } from "../support/corpus.js";
import { sine, wavFile } from "../support/wavFile.js";

const bytes = wavFile(sine(220, 1, 48_000), { sampleRate: 48_000 });
let path: string;
beforeAll(async () => {
  path = join(await temporaryDirectory(), "voice.wav");
  await writeFile(path, bytes);
});

describe("the library", () => {
  test("decodes a recording at its own rate", async () => {
    const { samples, sampleRate } = await decodeAudio(bytes);
    expect([samples.length, sampleRate]).toEqual([48_000, 48_000]);
    expect((await decodeAudio(bytes, { maxDurationSec: 0.5 })).samples).toHaveLength(24_000);
    await expect(decodeAudio(new TextEncoder().encode("# not a sound file"))).rejects.toMatchObject({
      name: "InputError",
    });
  });

  test("loads a file as librosa.load does: at 22,050 Hz by default, or a part of it on request", async () => {
    expect(await load(path)).toMatchObject({ sampleRate: 22_050, samples: { length: 22_050 } });
    expect((await load(path, { sampleRate: "native" })).samples).toEqual((await decodeAudio(bytes)).samples);
    const part = await load(path, { sampleRate: "native", offset: 0.25, duration: 0.5 });
    expect(part.samples).toEqual((await decodeAudio(bytes)).samples.slice(12_000, 36_000));
  });

  test("rejects options out of range by name", async () => {
    await expect(load(path, { offset: -1 })).rejects.toThrow("offset: expected at least 0");
    await expect(load(path, { duration: 0 })).rejects.toThrow("duration: expected above 0");
    await expect(load(path, { sampleRate: 0.5 })).rejects.toThrow(
      'sampleRate: expected a positive integer or "native"',
    );
  });

  test("extracts as many features as there are names", async () => {
    const { names, values, sampleRate } = await extractFeatures(bytes);
    expect([names.length, values.length, sampleRate]).toEqual([161, 161, 16_000]);
    expect(names).toEqual(featureNames());
    expect(values.every(Number.isFinite)).toBe(true);
    expect(featureNames({ recipe: "best" }).slice(0, 161)).toEqual(names);
  });

  test("makes a matrix of rows of equal length", () => {
    expect(matrix([[1, 2], Float32Array.of(3, 4)])).toEqual({ rows: 2, cols: 2, data: Float64Array.of(1, 2, 3, 4) });
    expect(() => matrix([[1], [1, 2]])).toThrow("rows[1].length: expected 1");
    expect(() => matrix([])).toThrow("rows: expected at least one row");
  });
});

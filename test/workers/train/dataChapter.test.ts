import { describe, expect, test } from "vitest";
import { blocksOf, featureSetOf } from "../../../src/features/featureSet.js";
import type { ObjectStore } from "../../../src/shared/objects/objectStore.js";
import { dataChapter } from "../../../src/workers/train/dataChapter.js";
import type { Dataset } from "../../../src/workers/train/dataset.js";
import { exampleSounds } from "../../../src/workers/train/exampleSounds.js";
import type { Voice } from "../../../src/workers/train/voice.js";
import { recordingKeys } from "../../support/featureRows.js";
import { silentLogger } from "../../support/logger.js";
import { runSettings } from "../../support/settings.js";

const settings = runSettings({ source: "/voices" });
const columns = featureSetOf(blocksOf(settings)).columns.map(({ name }) => name);

function voice(emotion: string): Voice {
  return { dataset: "ravdess", speaker: "01", gender: "man", emotion, intensity: undefined, statement: undefined };
}

/** Recordings with columns given by `valueOf`, alternating between two emotions. */
function dataOf(rows: number, valueOf: (name: string, row: number) => number): [Dataset, Map<string, Voice>] {
  const keys = Array.from({ length: rows }, (_, row) => `${String(row).padStart(4, "0")}.wav`);
  const values = Float32Array.from(keys.flatMap((_, row) => columns.map((name) => valueOf(name, row))));
  const voices = new Map(keys.map((key, row) => [key, voice(row % 2 === 0 ? "calm" : "happy")]));
  return [{ header: { featureSet: "mean161", columns, keys }, values }, voices];
}

/** Numbers without order. */
const noise = (row: number, c: number): number => ((row * 7_919 + c * 104_729) % 1_009) / 1_009;

describe("the features by emotion", () => {
  const [dataset, voices] = dataOf(400, (name, row) => {
    if (name === "mfcc_02_mean") return row % 2 === 0 ? -1 : 1;
    if (/^mel_00\d/.test(name)) return 10 ** (row % 2) * (1 + noise(row, 3) / 10);
    return noise(row, columns.indexOf(name));
  });
  const { featuresByEmotion } = dataChapter(dataset, voices, settings);

  test("start with the feature that separates the emotions best", () => {
    expect(featuresByEmotion[0]).toMatchObject({ column: "mfcc_02_mean", label: "MFCC 2", etaSquared: 1 });
    const [calm, happy] = featuresByEmotion[0]!.emotions;
    expect(calm).toEqual({
      emotion: "calm",
      count: 200,
      p5: -1,
      lowerQuartile: -1,
      median: -1,
      upperQuartile: -1,
      p95: -1,
    });
    expect(happy).toMatchObject({ emotion: "happy", median: 1 });
  });

  test("contain at most two per family, with powers in dB", () => {
    const mel = featuresByEmotion.filter(({ family }) => family === "mel bands");
    expect(mel).toHaveLength(2);
    expect(mel[0]!.unit).toBe("dB");
    expect(mel[0]!.emotions[1]!.median - mel[0]!.emotions[0]!.median).toBeCloseTo(10, 1);
    expect(featuresByEmotion).toHaveLength(6);
  });
});

describe("the map", () => {
  test("shows at most 600 recordings, sampled uniformly, and the variance share of its axes", () => {
    const [dataset, voices] = dataOf(1_500, (_, row) => row % 2);
    const { map } = dataChapter(dataset, voices, settings);
    expect(map).toMatchObject({ recordings: 1_500, columns: 155 });
    expect(map!.points).toHaveLength(600);
    // All columns are equal: one component explains everything, and the emotions are its two ends.
    expect(map!.explained[0]).toBeCloseTo(1, 3);
    const xOf = (emotion: string): Set<number> =>
      new Set(map!.points.filter((point) => point.emotion === emotion).map(({ x }) => x));
    expect(xOf("calm").size).toBe(1);
    expect(xOf("happy").size).toBe(1);
    expect([...xOf("calm")][0]).not.toBe([...xOf("happy")][0]);
  });

  test("is omitted if no speaker is known", () => {
    const [dataset] = dataOf(4, () => 0);
    expect(dataChapter(dataset, new Map(), settings)).toEqual({ featuresByEmotion: [] });
  });
});

describe("the examples", () => {
  const keys = recordingKeys(60);
  const durationsSec = keys.map((_, i) => 2 + i / 10);
  const dataset: Dataset = {
    header: { featureSet: "x", columns: [], keys, durationsSec },
    values: new Float32Array(0),
  };
  const run = { name: "r", settings } as never;

  test("are the recordings nearest to their emotion's median duration", async () => {
    const store = {
      get: async (key: string) => Promise.resolve({ bytes: Buffer.from(key), etag: "1" }),
      close: async () => Promise.resolve(),
    } as unknown as ObjectStore;
    const openObjects = async (): Promise<ObjectStore> => Promise.resolve(store);
    const examples = await exampleSounds({ openObjects, logger: silentLogger }, run, dataset, ["calm", "gloomy"]);
    // Recordings 4 to 11 are calm: the median lies between the fourth and the fifth of them.
    expect(examples.map(({ emotion, key, speaker }) => [emotion, key, speaker])).toEqual([["calm", keys[7], "01"]]);
  });

  test("are missing if the source cannot be read", async () => {
    const openObjects = async (): Promise<ObjectStore> => Promise.reject(new Error("gone"));
    expect(await exampleSounds({ openObjects, logger: silentLogger }, run, dataset, ["calm"])).toEqual([]);
  });
});

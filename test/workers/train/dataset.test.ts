import { describe, expect, test } from "vitest";
import type { FeatureRow } from "../../../src/features/featureRow.js";
import { buildDataset, fingerprint, packDataset, unpackDataset } from "../../../src/workers/train/dataset.js";
import { trainingSet } from "../../../src/workers/train/trainingSet.js";

function row(key: string, ...features: number[]): FeatureRow {
  return { key, etag: "e", durationSec: 1, sourceRate: 48_000, features: Float32Array.from(features) };
}

const rows = [
  row("Actor_02/03-01-03-01-01-01-02.wav", 3, 4),
  row("Actor_01/03-01-04-01-01-01-01.wav", 1, 2),
  row("Actor_02/03-01-05-01-01-01-02.wav", 5, 6),
];
const dataset = buildDataset(rows, "mean161-v2-16000", ["a", "b"]);

describe("a dataset", () => {
  test("holds its rows in the order of their keys", () => {
    expect(dataset.header.keys).toEqual([rows[1]!.key, rows[0]!.key, rows[2]!.key]);
    expect([...dataset.values]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("is the same, byte for byte, whatever the order of the rows", () => {
    const other = buildDataset([...rows].reverse(), "mean161-v2-16000", ["a", "b"]);
    expect(fingerprint(packDataset(other))).toBe(fingerprint(packDataset(dataset)));
  });

  test("has a different fingerprint if one number changes", () => {
    const changed = buildDataset([...rows.slice(1), row(rows[0]!.key, 3, 4.5)], "mean161-v2-16000", ["a", "b"]);
    expect(fingerprint(packDataset(changed))).not.toBe(fingerprint(packDataset(dataset)));
  });

  test("with labels is the same, byte for byte, after being stored", () => {
    const spoken = { modality: "audio-only", channel: "speech" } as const;
    const labels = { trial: "a.wav", ...spoken, word: "joy", emotion: "happy", speaker: "anna", dataset: "labels" };
    const packed = packDataset(buildDataset([{ ...rows[0]!, labels }, rows[1]!], "mean161-v2-16000", ["a", "b"]));
    expect(fingerprint(packDataset(unpackDataset(packed)))).toBe(fingerprint(packed));
  });

  test("lists recordings without speech, and contains no numbers of them", () => {
    const silent = {
      ...row("Actor_01/03-01-05-01-01-01-01.wav", 7, 8),
      flag: "no-speech",
      notes: ["no speech: silence"],
    } as const;
    const packed = packDataset(buildDataset([...rows, silent], "mean161-v2-16000", ["a", "b"]));
    const { header, values } = unpackDataset(packed);
    expect(header.keys).toEqual(dataset.header.keys);
    expect(values).toEqual(dataset.values);
    expect(header.leftOut).toEqual([{ key: silent.key, code: "no-speech", message: "no speech: silence" }]);
  });

  test("unpacks to what was packed, even from an unaligned view", () => {
    const packed = packDataset(dataset);
    const shifted = new Uint8Array(packed.length + 1);
    shifted.set(packed, 1);
    expect(unpackDataset(shifted.subarray(1))).toEqual(dataset);
  });

  test("unpacks from a small Buffer as Redis returns it, at any offset of a shared pool", () => {
    const packed = packDataset(dataset);
    const shifted = Buffer.alloc(packed.length + 1);
    shifted.set(packed, 1);
    expect(unpackDataset(shifted.subarray(1))).toEqual(dataset);
  });

  test("rejects a row with another number of columns, naming it", () => {
    expect(() => buildDataset([row("x.wav", 1)], "mean161-v2-16000", ["a", "b"])).toThrow(
      "x.wav: 1 columns, where mean161-v2-16000 has 2",
    );
  });
});

describe("a training set", () => {
  test("contains the rows of its speakers and emotions, with the requested columns", () => {
    const women = trainingSet(dataset, "women", ["happy", "sad"], [1]);
    expect(women.keys).toEqual([rows[0]!.key]);
    expect([...women.X.data]).toEqual([4]);
    expect([...women.y]).toEqual([0]);
    expect(women.actors).toEqual([2]);
  });

  test("numbers the files of one trial alike", () => {
    const both = buildDataset(
      [row("01-01-03-01-01-01-02.mp4", 1), row("03-01-03-01-01-01-02.wav", 1), row("03-01-04-01-01-01-02.wav", 1)],
      "mean161-v2-16000",
      ["a"],
    );
    expect([...trainingSet(both, "all", ["happy", "sad"], [0]).trials]).toEqual([0, 0, 1]);
  });
});

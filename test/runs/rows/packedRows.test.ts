import { describe, expect, test } from "vitest";
import type { FeatureRow } from "../../../src/features/featureRow.js";
import { packRows, unpackRows } from "../../../src/runs/rows/packedRows.js";

const row: FeatureRow = {
  key: "Actor_01/é.wav",
  etag: "0123",
  durationSec: 3.5,
  sourceRate: 48_000,
  features: Float32Array.of(0.5, -1e30, Math.PI),
};

describe("packed rows", () => {
  test("are unpacked unchanged, including non-ASCII names and decoders", () => {
    const rows = [row, { ...row, key: "b.mp4", decoder: "aac 1.0.0" }];
    expect(unpackRows(packRows(rows))).toEqual(rows);
  });

  test("are unpacked unchanged, some with contours and the current number of features", () => {
    const features = Float32Array.from({ length: 1525 }, (_, i) => Math.sin(i));
    const contours = Float32Array.from({ length: 4_400 }, (_, i) => Math.cos(i));
    const rows = [row, { ...row, key: "b.wav", features, contours }, { ...row, key: "c.wav", features }];
    expect(unpackRows(packRows(rows))).toEqual(rows);
  });

  test.each<[string, Partial<FeatureRow>]>([
    ["a flag", { flag: "no-speech" }],
    ["notes", { notes: ["quiet", "short"] }],
    ["the whole length", { wholeSec: 12.5 }],
    ["a flag and a decoder", { flag: "no-speech", decoder: "aac 1.0.0" }],
    ["all remarks", { flag: "no-speech", notes: [], wholeSec: 0, decoder: "aac 1.0.0" }],
  ])("are unpacked unchanged with %s", (_, remarks) => {
    const [unpacked] = unpackRows(packRows([{ ...row, ...remarks }]));
    expect(unpacked).toStrictEqual({ ...row, ...remarks });
  });

  test("without remarks name only what a row needs", () => {
    const about = (of: FeatureRow): string => packRows([of]).toString("utf8", 12 + 4 * 3);
    expect(about(row)).toBe('["Actor_01/é.wav","0123",3.5,48000]');
    expect(about({ ...row, decoder: "aac" })).toBe('["Actor_01/é.wav","0123",3.5,48000,"aac"]');
    expect(unpackRows(packRows([row]))).toStrictEqual([row]);
  });

  test("contain only the window of features that are a view of a larger buffer", () => {
    const window = Float32Array.of(9, 0.5, -1e30, Math.PI, 9).subarray(1, 4);
    expect(packRows([{ ...row, features: window }])).toEqual(packRows([row]));
  });

  test("start with the remaining length and the number of features, little-endian on every machine", () => {
    const packed = packRows([row]);
    expect(packed.readUInt32LE(0)).toBe(packed.length - 4);
    expect(packed.readUInt32LE(4)).toBe(3);
    expect(packed.readFloatLE(12)).toBe(0.5);
  });
});

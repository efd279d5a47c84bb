import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { featureSetOf } from "../../src/features/featureSet.js";
import { lineageOf } from "../../src/runs/lineage.js";
import { joinSources } from "../../src/shared/objects/source.js";
import { runSettings } from "../support/settings.js";

const base = { source: "s3://bucket/speech", recipe: "study" } as const;
const nameOf = (changes: Partial<Parameters<typeof runSettings>[0]>): string =>
  lineageOf(runSettings({ ...base, ...changes })).name;

describe("a lineage", () => {
  test("is named after the last folder of its source and twelve digits of its content", () => {
    expect(nameOf({})).toMatch(/^speech-[0-9a-f]{12}$/);
    expect(nameOf({ source: "s3://bucket" })).toMatch(/^bucket-[0-9a-f]{12}$/);
    expect(nameOf({ source: "/data/ravdess/" })).toMatch(/^ravdess-[0-9a-f]{12}$/);
    expect(nameOf({ source: "s3://bucket/speech//" })).toMatch(/^speech-[0-9a-f]{12}$/);
    expect(nameOf({ source: "/" })).toMatch(/^-[0-9a-f]{12}$/);
  });

  test("has a name that is safe for files and keys, and at most 53 characters", () => {
    expect(nameOf({ source: "/data/my (new) speech, v1.2" })).toMatch(/^my-new-speech-v1\.2-[0-9a-f]{12}$/);
    expect(nameOf({ source: `/data/${"a".repeat(99)}` })).toMatch(/^a{40}-[0-9a-f]{12}$/);
  });

  test("has the columns of its feature set, in order", () => {
    const { columns, featureSet } = lineageOf(runSettings(base));
    expect(columns).toEqual(featureSetOf(["mean161"]).columns.map(({ name }) => name));
    expect(new Set(columns).size).toBe(161);
    expect(featureSet).toContain("mean161");
  });

  test("is the same for the same place, however it is written, and for settings that do not change a row", () => {
    expect(nameOf({ source: "s3://bucket/speech/" })).toBe(nameOf({}));
    expect(nameOf({ source: resolve("data") })).toBe(nameOf({ source: "data" }));
    expect(nameOf({ randomState: 7, filesPerJob: 5 })).toBe(nameOf({}));
  });

  test("differs for another place, recipe, rate or duration", () => {
    const others = [
      nameOf({}),
      nameOf({ source: "s3://other/speech" }),
      nameOf({ source: "/bucket/speech" }),
      nameOf({ recipe: "best" }),
      nameOf({ sampleRate: 8_000 }),
      nameOf({ sampleRate: "native" }),
      nameOf({ maxDurationSec: 10 }),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  test("of several places depends on each of them and on their order", () => {
    const several = (...places: string[]) => nameOf({ source: joinSources(places) });
    expect(several("/a/one", "/a/two")).toMatch(/^two-[0-9a-f]{12}$/);
    // The same letters in a row, of other places.
    expect(several("/a", "/b/c")).not.toBe(several("/a/b", "/c"));
    expect(new Set([several("/a/one", "/a/two"), several("/b/one", "/a/two"), several("/a/two", "/a/one")]).size).toBe(
      3,
    );
  });
});

import { describe, expect, test } from "vitest";
import { requireStartable } from "../../../src/dashboard/sources/startableSources.js";

const places = ["s3://speech/ravdess", "data/ravdess"];

describe("requireStartable", () => {
  test.each(["s3://speech/ravdess", "s3://speech/ravdess/Actor_01", "data/ravdess"])("accepts %s", (source) => {
    expect(() => requireStartable(source, places)).not.toThrow();
  });

  test.each([
    "s3://speech",
    "s3://speech/ravdess-old",
    "s3://speech/ravdess/../private",
    "s3://other/ravdess",
    "data",
    "data/ravdess/../private",
    "/etc",
    "https://example.org/",
  ])("rejects %s", (source) => {
    expect(() => requireStartable(source, places)).toThrow(expect.objectContaining({ code: "source-not-allowed" }));
  });
});

import { describe, expect, test } from "vitest";
import { parseS3Place } from "../lib/s3Place.js";
import { readSettings, SettingsError } from "../lib/settings.js";
import { buckets, published } from "./synth.js";

const read = (given: Readonly<Record<string, string>>): unknown => readSettings((name) => given[name]);

describe("readSettings", () => {
  test("only requires source and results", () => {
    expect(read(buckets)).toMatchObject({
      source: { bucket: "recordings", prefix: "ravdess/" },
      architecture: "x86_64",
      publicDashboard: undefined,
    });
  });

  test("reports all problems at once", () => {
    expect(() => read({ source: "recordings", architecture: "mips", maxExtract: "0", redisNodeType: "big" })).toThrow(
      /source=[^]*results=[^]*architecture=[^]*maxExtract=[^]*redisNodeType=/,
    );
  });

  test.each([
    ["a certificate without those who may connect", { certificateArn: published.certificateArn }],
    ["a dashboard on the internet without a certificate", { dashboardFrom: "0.0.0.0/0" }],
  ])("rejects %s", (_, given) => {
    expect(() => read({ ...buckets, ...given })).toThrow(SettingsError);
  });

  test.each([
    ["s3://data/ravdess", "s3://data/ravdess/results"],
    ["s3://data/ravdess", "s3://data"],
    ["s3://data", "s3://data/results"],
  ])("rejects results that workers could write over recordings: %s and %s", (source, results) => {
    expect(() => read({ source, results })).toThrow("results must be outside the source");
  });

  test("accepts source and results side by side in one bucket", () => {
    expect(read({ source: "s3://data/ravdess", results: "s3://data/results" })).toBeDefined();
  });

  test("accepts several ranges of addresses", () => {
    expect(read({ ...buckets, ...published, dashboardFrom: "203.0.113.0/24,198.51.100.7/32" })).toMatchObject({
      publicDashboard: { from: ["203.0.113.0/24", "198.51.100.7/32"] },
    });
  });
});

describe("parseS3Place", () => {
  test.each([
    ["s3://bucket", { url: "s3://bucket", bucket: "bucket", prefix: "" }],
    ["s3://bucket/", { url: "s3://bucket", bucket: "bucket", prefix: "" }],
    ["s3://bucket/a/b", { url: "s3://bucket/a/b", bucket: "bucket", prefix: "a/b/" }],
    ["s3://bucket/a/", { url: "s3://bucket/a", bucket: "bucket", prefix: "a/" }],
  ])("reads %s", (text, place) => {
    expect(parseS3Place(text)).toEqual(place);
  });

  test.each(["bucket/prefix", "s3://", "s3://B/x", "s3://bucket/*", "s3://bucket/a?"])("rejects %s", (text) => {
    expect(parseS3Place(text)).toBeUndefined();
  });
});

import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/shared/errors.js";
import { parseSource } from "../../../src/shared/objects/source.js";

describe("parseSource", () => {
  test("parses a bucket name as the whole bucket", () => {
    expect(parseSource("s3://speech")).toEqual({ kind: "s3", bucket: "speech", prefix: "" });
  });

  test("parses a bucket name with a slash as the whole bucket", () => {
    expect(parseSource("s3://speech/")).toEqual({ kind: "s3", bucket: "speech", prefix: "" });
  });

  test("parses the ARN of an access point as a bucket", () => {
    const arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint/speech";
    expect(parseSource(`s3://${arn}`)).toEqual({ kind: "s3", bucket: arn, prefix: "" });
    expect(parseSource(`s3://${arn}/2024/a`)).toEqual({ kind: "s3", bucket: arn, prefix: "2024/a/" });
  });

  test("parses a prefix as a folder, with or without a trailing slash", () => {
    const folder = { kind: "s3", bucket: "speech", prefix: "ravdess/full/" };
    expect(parseSource("s3://speech/ravdess/full")).toEqual(folder);
    expect(parseSource("s3://speech/ravdess/full/")).toEqual(folder);
  });

  test("takes the characters of a prefix literally", () => {
    expect(parseSource("s3://speech/a b%20+é?#")).toEqual({ kind: "s3", bucket: "speech", prefix: "a b%20+é?#/" });
  });

  test("accepts s3 in capitals", () => {
    expect(parseSource("S3://speech")).toMatchObject({ kind: "s3", bucket: "speech" });
  });

  test("makes a directory's path absolute", () => {
    expect(parseSource("data/ravdess")).toEqual({ kind: "directory", path: resolve("data/ravdess") });
  });

  test("treats a name with a colon as a directory", () => {
    expect(parseSource("takes:2024")).toEqual({ kind: "directory", path: resolve("takes:2024") });
  });

  test.each([
    ["", "it is empty"],
    ["   ", "it is empty"],
    ["s3://", "the bucket's name is missing"],
    ["s3:///ravdess", "the bucket's name is missing"],
    ["s3://my bucket/x", '"my bucket" cannot be a bucket\'s name'],
    ["s3://ab", '"ab" cannot be a bucket\'s name'],
    ["https://speech.s3.amazonaws.com/x", "https:// is not read"],
    ["gs://speech", "gs:// is not read"],
    ["a\0b", "it has a NUL character"],
  ])("rejects %j with the reason and the expected form", (text, why) => {
    expect(() => parseSource(text)).toThrow(UsageError);
    expect(() => parseSource(text)).toThrow(why);
    expect(() => parseSource(text)).toThrow("expected a directory or s3://bucket/prefix");
  });
});

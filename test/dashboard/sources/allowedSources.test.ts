import { describe, expect, test } from "vitest";
import { allowedObject } from "../../../src/dashboard/sources/allowedSources.js";
import type { Services } from "../../../src/runs/services.js";

/** Runs with these sources, and nothing else. */
function runsOf(...sources: string[]): Services["runs"] {
  return {
    names: async () => Promise.resolve(sources.map((_, i) => String(i))),
    get: async (name: string) => Promise.resolve({ settings: { source: sources[Number(name)] } }),
  } as unknown as Services["runs"];
}

const none = runsOf();

describe("allowedObject", () => {
  test.each([
    ["s3://voices/a.wav", ["s3://voices"], "a.wav"],
    ["s3://voices/day 1/ä+b.wav", ["s3://voices/day 1/"], "day 1/ä+b.wav"],
    ["s3://voices/in/a.wav", ["s3://other", "s3://voices/in"], "in/a.wav"],
  ])("accepts %s if %j is allowed", async (source, allowed, key) => {
    expect(await allowedObject(source, allowed, none)).toEqual({ store: "s3://voices", key });
  });

  test.each([
    ["another bucket", "s3://others/a.wav"],
    ["a bucket whose name has the same beginning", "s3://voices-old/in/a.wav"],
    ["another folder", "s3://voices/out/a.wav"],
    ["a folder whose name has the same beginning", "s3://voices/in-old/a.wav"],
    ["a path out of the folder", "s3://voices/in/../out/a.wav"],
    ["a prefix", "s3://voices/in/"],
    ["a bucket alone", "s3://voices"],
    ["a local path", "/etc/passwd"],
    ["a relative path", "in/a.wav"],
    ["a file URL", "file:///etc/passwd"],
    ["an HTTP address", "http://169.254.169.254/latest/meta-data"],
    ["nothing", ""],
  ])("rejects %s", async (_, source) => {
    await expect(allowedObject(source, ["s3://voices/in"], none)).rejects.toMatchObject({
      code: "source-not-allowed",
    });
  });

  test("allows the S3 sources of the existing runs by default", async () => {
    const runs = runsOf("/data/local", "s3://voices/in");
    expect(await allowedObject("s3://voices/in/a.wav", undefined, runs)).toEqual({
      store: "s3://voices",
      key: "in/a.wav",
    });
    await expect(allowedObject("s3://voices/a.wav", undefined, runs)).rejects.toThrow(/SER_ALLOWED_SOURCES/);
    await expect(allowedObject("s3://voices/in/a.wav", [], runs)).rejects.toThrow(/allowed sources \(none\)/);
  });
});

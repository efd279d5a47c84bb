import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkSource, checkStore } from "../../src/doctor/checkStores.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { openObjectStore } from "../support/openObjectStore.js";
import { describeOnS3 } from "../support/s3.js";

describe("examineSource", () => {
  test("reports that a corpus can be read", async () => {
    expect((await checkSource(await smallCorpus(1), openObjectStore)).state).toBe("ok");
  });

  test("notes that a source is empty", async () => {
    expect(await checkSource(await temporaryDirectory(), openObjectStore)).toMatchObject({ state: "note" });
  });

  test("reports that a directory does not exist", async () => {
    const place = join(await temporaryDirectory(), "nowhere");
    expect(await checkSource(place, openObjectStore)).toMatchObject({
      state: "wrong",
      remedy: expect.stringContaining(place) as string,
    });
  });
});

describe("examineStore", () => {
  test("writes and reads, and leaves nothing behind", async () => {
    const place = await temporaryDirectory();
    expect((await checkStore(place, openObjectStore)).state).toBe("ok");
    expect(await readdir(place)).toEqual([]);
  });
});

await describeOnS3("examineStore on S3", (s3) => {
  test("reports that a bucket can be written", async () => {
    expect((await checkStore(`s3://${await s3.newBucket()}/rows`, openObjectStore)).state).toBe("ok");
  });

  test("reports that a bucket does not exist, and how to create it", async () => {
    const finding = await checkStore("s3://no-such-bucket-here/rows", openObjectStore);
    expect(finding).toMatchObject({
      state: "wrong",
      found: expect.stringContaining("no such bucket") as string,
      remedy: "aws s3 mb s3://no-such-bucket-here creates it; aws s3 ls lists the existing buckets",
    });
  });
});

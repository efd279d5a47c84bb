import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { examineSource, examineStore } from "../../src/doctor/places.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { describeOnS3 } from "../support/s3.js";

describe("examineSource", () => {
  test("finds that a corpus can be read", async () => {
    expect((await examineSource(await smallCorpus(1))).state).toBe("ok");
  });

  test("notes that a source is empty", async () => {
    expect(await examineSource(await temporaryDirectory())).toMatchObject({ state: "note" });
  });

  test("says that a directory is not there", async () => {
    const place = join(await temporaryDirectory(), "nowhere");
    expect(await examineSource(place)).toMatchObject({
      state: "wrong",
      remedy: expect.stringContaining(place) as string,
    });
  });
});

describe("examineStore", () => {
  test("writes, reads and leaves nothing behind", async () => {
    const place = await temporaryDirectory();
    expect((await examineStore(place)).state).toBe("ok");
    expect(await readdir(place)).toEqual([]);
  });
});

await describeOnS3("examineStore on S3", (s3) => {
  test("finds that a bucket can be written", async () => {
    expect((await examineStore(`s3://${await s3.newBucket()}/rows`)).state).toBe("ok");
  });

  test("says that there is no such bucket, and how to look", async () => {
    const finding = await examineStore("s3://no-such-bucket-here/rows");
    expect(finding).toMatchObject({ state: "wrong", remedy: expect.stringContaining("aws s3 ls") as string });
  });
});

import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { ConfigError } from "../../src/shared/errors.js";
import { syntheticComment } from "../../src/corpus/syntheticCorpus.js";
import { writeFullCorpus } from "../../src/synth/full.js";
import { temporaryDirectory } from "../support/corpus.js";
import { ffmpegMissing } from "../support/ffmpeg.js";
import { listAll } from "../support/listAll.js";
import { describeOnS3 } from "../support/s3.js";
import { openObjectStore } from "../support/openObjectStore.js";

afterEach(() => void vi.unstubAllEnvs());

const onePerson = { actors: 1, seed: 1 };
/** 60 trials of speech, 44 of song. */
const third = 104;

if (ffmpegMissing !== undefined) test("the full data set", ({ skip }) => skip(ffmpegMissing));
else
  describe("the full data set", () => {
    let out: string;
    beforeAll(async () => {
      out = await temporaryDirectory();
      await writeFullCorpus({ out, ...onePerson });
    });
    const keys = async (): Promise<string[]> =>
      (await readdir(out, { recursive: true })).filter((name) => /\.(wav|mp4)$/.test(name)).sort();

    test("contains a third of each modality, and the marker", async () => {
      const names = (await keys()).map((key) => key.split("/").at(-1)!);
      for (const modality of ["01-", "02-", "03-"])
        expect(names.filter((name) => name.startsWith(modality))).toHaveLength(third);
      expect(await readFile(join(out, "SYNTHETIC.txt"), "utf8")).toContain("no human voice");
    });

    test("marks every file as synthetic", async () => {
      for (const key of await keys())
        expect((await readFile(join(out, key))).includes(syntheticComment), key).toBe(true);
    });

    test("is resumed after a stop, without rewriting existing files", async () => {
      const before = await keys();
      for (const key of before.slice(100, 110)) await rm(join(out, key));
      const { files, written } = await writeFullCorpus({ out, ...onePerson });
      expect({ files, written }).toEqual({
        files: { "audio-video": third, "video-only": third, "audio-only": third },
        written: 10,
      });
      expect(await keys()).toEqual(before);
    });

    test("is not written to a place with files of another seed", async () => {
      await expect(writeFullCorpus({ out, actors: 1, seed: 2 })).rejects.toThrow("another synthetic corpus");
    });
  });

test("rejects a place that contains other recordings, and leaves them alone", async () => {
  const out = await temporaryDirectory();
  await writeFile(join(out, "03-01-03-02-01-01-02.wav"), "somebody's voice");
  await expect(writeFullCorpus({ out, ...onePerson })).rejects.toThrow(ConfigError);
  expect(await readdir(out)).toEqual(["03-01-03-02-01-01-02.wav"]);
});

test("reports how to install ffmpeg if it is missing", async () => {
  vi.stubEnv("PATH", "/nowhere");
  await expect(writeFullCorpus({ out: await temporaryDirectory(), ...onePerson })).rejects.toThrow(
    "apt-get install ffmpeg",
  );
});

await describeOnS3("the full data set's shape on S3", (s3) => {
  test.skipIf(ffmpegMissing !== undefined)("has the same keys", async () => {
    const out = `s3://${await s3.newBucket()}/ravdess`;
    await writeFullCorpus({ out, ...onePerson });
    const store = await openObjectStore(out);
    expect(await listAll(store)).toHaveLength(3 * third + 1);
    await store.close();
  });
});

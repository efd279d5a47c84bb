import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browse } from "../../../src/dashboard/sources/browse.js";
import type { ListOptions, ObjectStore } from "../../../src/shared/objects/objectStore.js";
import { openObjectStore } from "../../support/openObjectStore.js";
import { describeOnS3 } from "../../support/s3.js";

const isShown = (key: string): boolean => key.endsWith(".wav");
const keys = [
  "Actor_01/a.wav",
  "Actor_01/b.wav",
  "Actor_01/deep/c.wav",
  "Actor_01/note.txt",
  "Actor_01.wav",
  "Actor_010/d.wav",
  "Ä/e.wav",
  "loose.wav",
  "readme.md",
];

/** Tests for any kind of store. */
function itIsBrowsed(open: () => ObjectStore): void {
  test("lists folders and files at the top, in the order of their names", async () => {
    expect(await browse(open(), "", null, isShown)).toMatchObject({
      folders: ["Actor_01/", "Actor_010/", "Ä/"],
      files: [{ key: "Actor_01.wav" }, { key: "loose.wav" }],
      next: null,
    });
  });

  test("lists those of a folder", async () => {
    expect(await browse(open(), "Actor_01/", null, isShown)).toEqual({
      folders: ["Actor_01/deep/"],
      files: [
        { key: "Actor_01/a.wav", size: 14 },
        { key: "Actor_01/b.wav", size: 14 },
      ],
      next: null,
    });
  });

  test("lists a missing folder as empty", async () => {
    expect(await browse(open(), "none/", null, isShown)).toEqual({ folders: [], files: [], next: null });
  });
}

describe("browse, in a directory", () => {
  let root: string;
  let store: ObjectStore;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "ser-browse-"));
    for (const key of keys) {
      await mkdir(dirname(join(root, key)), { recursive: true });
      await writeFile(join(root, key), key.padEnd(14).slice(0, 14));
    }
    store = await openObjectStore(root);
  });
  afterAll(async () => {
    await store.close();
    await rm(root, { recursive: true });
  });
  itIsBrowsed(() => store);
});

await describeOnS3("browse, in a bucket", (s3) => {
  let store: ObjectStore;
  beforeAll(async () => {
    const bucket = await s3.newBucket();
    for (const key of keys)
      await s3.client.send(
        new PutObjectCommand({ Bucket: bucket, Key: `in/${key}`, Body: key.padEnd(14).slice(0, 14) }),
      );
    store = await openObjectStore(`s3://${bucket}/in`);
  });
  afterAll(async () => store.close());
  itIsBrowsed(() => store);
});

describe("browse, in a store of many keys", () => {
  /** 2,400 recordings in each of 250 folders: pages of 1,000 as S3 gives them. */
  let requests = 0;
  const all = Array.from({ length: 250 }, (_, folder) => `set-${String(folder).padStart(3, "0")}/`).flatMap((folder) =>
    Array.from({ length: 2_400 }, (_, i) => `${folder}${String(i).padStart(4, "0")}.wav`),
  );
  const store = {
    async listPage({ prefix = "", after }: ListOptions) {
      requests += 1;
      const from = all.findIndex((key) => key.startsWith(prefix) && (after === null || key > after));
      const found = from < 0 ? [] : all.slice(from, from + 1_000).filter((key) => key.startsWith(prefix));
      const next = found.length === 1_000 ? found.at(-1)! : null;
      return Promise.resolve({ entries: found.map((key) => ({ key, size: 1, etag: "" })), next });
    },
  };

  async function pages(folder: string): Promise<Awaited<ReturnType<typeof browse>>[]> {
    const seen = [await browse(store, folder, null, isShown)];
    while (seen.at(-1)!.next !== null) seen.push(await browse(store, folder, seen.at(-1)!.next, isShown));
    return seen;
  }

  test("lists every folder once, in pages that take at most twenty requests", async () => {
    const seen: string[] = [];
    for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
      requests = 0;
      const page: Awaited<ReturnType<typeof browse>> = await browse(store, "", after, isShown);
      expect(requests).toBeLessThanOrEqual(20);
      seen.push(...page.folders);
      after = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => `set-${String(i).padStart(3, "0")}/`));
  });

  test("lists every file of a folder once, a hundred per page", async () => {
    const seen = await pages("set-007/");
    expect(seen.map(({ files }) => files.length)).toEqual(new Array<number>(24).fill(100));
    expect(new Set(seen.flatMap(({ files }) => files.map(({ key }) => key))).size).toBe(2_400);
  });
});

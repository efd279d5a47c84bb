import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openObjectStore } from "../../../src/shared/objects/openObjectStore.js";
import { temporaryDirectory } from "../../support/corpus.js";

test("a single file is opened as a store that contains only this file", async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "a.wav"), "sound");
  await writeFile(join(directory, "b.wav"), "other");
  const store = await openObjectStore(join(directory, "a.wav"));
  const { entries, next } = await store.listPage({ after: null });
  expect(entries).toMatchObject([{ key: "a.wav", size: 5 }]);
  expect(next).toBeNull();
  expect(await store.listPage({ after: "a.wav" })).toEqual({ entries: [], next: null });
  const { bytes, etag } = await store.get("a.wav");
  expect(Buffer.from(bytes).toString()).toBe("sound");
  expect(entries[0]!.etag).toBe(etag);
  await expect(store.put("c.wav", new Uint8Array(1))).rejects.toThrow("a single object is read");
  await store.close();
});

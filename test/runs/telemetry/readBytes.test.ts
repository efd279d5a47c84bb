import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ObjectStore } from "../../../src/shared/objects/objectStore.js";
import { openObjectStore } from "../../support/openObjectStore.js";
import { withReadBytes } from "../../../src/runs/telemetry/readBytes.js";
import { temporaryDirectory } from "../../support/corpus.js";

test("whole reads and ranges are counted, each by the bytes received", async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, "a.wav"), Buffer.alloc(1_000));
  let bytes = 0;
  const store = withReadBytes(await openObjectStore(dir), (count) => (bytes += count));
  await store.get("a.wav");
  await store.getRange("a.wav", { start: 0, length: 10 });
  await store.getRange("a.wav", { last: 5 });
  await store.get("missing.wav").catch(() => undefined);
  await store.close();
  expect(bytes).toBe(1_015);
});

test("a counted store lists, writes, removes and closes the one it wraps, and has local paths if that has them", async () => {
  const calls: unknown[] = [];
  const unread = (): never => {
    throw new Error("not read here");
  };
  const remote: ObjectStore = {
    source: "s3://voices/",
    listPage: async (options) => {
      calls.push(options);
      return Promise.resolve({ entries: [], next: "b" });
    },
    get: unread,
    getRange: unread,
    put: async (...written) => Promise.resolve(calls.push(written) > 0),
    remove: async (key) => {
      await Promise.resolve(calls.push(key));
    },
    close: async () => {
      await Promise.resolve(calls.push("closed"));
    },
  };
  const store = withReadBytes(remote, () => undefined);
  const bytes = Uint8Array.of(1);
  expect(store.source).toBe("s3://voices/");
  expect(await store.listPage({ after: "a" })).toEqual({ entries: [], next: "b" });
  expect(await store.put("c", bytes, {})).toBe(true);
  await store.remove("d");
  await store.close();
  expect(calls).toEqual([{ after: "a" }, ["c", bytes, {}], "d", "closed"]);
  expect(store).not.toHaveProperty("localPath");
  const local = withReadBytes({ ...remote, localPath: (key) => `/voices/${key}` }, () => undefined);
  expect(local.localPath!("a.wav")).toBe("/voices/a.wav");
});

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { openObjectStore } from "../../support/openObjectStore.js";
import type { ObjectStore } from "../../../src/shared/objects/objectStore.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { startFaultyProxy } from "../../support/faultyProxy.js";
import { describeOnS3 } from "../../support/s3.js";
import { longTimeout } from "../../support/longTimeout.js";

// Larger than what a socket holds, so that a content that is not waited for would arrive.
const content = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);

describe("a buffer for the content of a file", () => {
  behaves(async () => {
    const dir = join(await temporaryDirectory(), "files");
    await mkdir(dir);
    await writeFile(join(dir, "a"), content);
    return openObjectStore(dir);
  });
});

await describeOnS3("room for the content of an object", (s3) => {
  behaves(async () => {
    const store = await openObjectStore(`s3://${await s3.newBucket()}`);
    await store.put("a", content);
    return store;
  });

  test("is allocated again when a read is retried", async () => {
    const proxy = await startFaultyProxy(s3.endpoint);
    const bucket = await s3.newBucket();
    await (await openObjectStore(`s3://${bucket}`)).put("a", content);
    vi.stubEnv("AWS_ENDPOINT_URL_S3", proxy.url);
    const store = await openObjectStore(`s3://${bucket}`);
    const asked: number[] = [];
    proxy.plan("cut");
    const { bytes } = await store.get("a", { room: (length) => (asked.push(length), new Uint8Array(length)) });
    expect(asked).toEqual([content.length, content.length]);
    expect(Buffer.compare(bytes, content)).toBe(0);
    await store.close();
    await proxy.stop();
    s3.setEnvironment();
  });
});

function behaves(open: () => Promise<ObjectStore>): void {
  test("is allocated with its length, and filled", async () => {
    const store = await open();
    const place = new Uint8Array(new SharedArrayBuffer(content.length));
    const { bytes } = await store.get("a", { room: (length) => (expect(length).toBe(content.length), place) });
    expect(bytes).toBe(place);
    expect(Buffer.compare(place, content)).toBe(0);
    await store.close();
  });

  test("is awaited", async () => {
    const store = await open();
    let give!: (place: Uint8Array) => void;
    const asked = new Promise<void>((resolve) => {
      void store
        .get("a", {
          room: async () => {
            resolve();
            return new Promise<Uint8Array>((granted) => (give = granted));
          },
        })
        .then(({ bytes }) => (received = bytes));
    });
    let received: Uint8Array | undefined;
    await asked;
    expect(received).toBeUndefined();
    give(new Uint8Array(content.length));
    await vi.waitFor(() => expect(received?.length).toBe(content.length), longTimeout);
    expect(Buffer.compare(received!, content)).toBe(0);
    await store.close();
  });

  test("that cannot be allocated fails the read", async () => {
    const store = await open();
    await expect(store.get("a", { room: async () => Promise.reject(new Error("no room")) })).rejects.toThrow("no room");
    await store.close();
  });
}

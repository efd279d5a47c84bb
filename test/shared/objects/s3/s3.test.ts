import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { ConfigError, TransientError } from "../../../../src/shared/errors.js";
import { ObjectChangedError, readUnchanged } from "../../../../src/shared/objects/objectStore.js";
import { S3Store } from "../../../../src/shared/objects/s3/s3.js";
import { startFaultyProxy, type FaultyProxy } from "../../../support/faultyProxy.js";
import { inByteOrder, listAll, listKeys, oddKeys } from "../../../support/listAll.js";
import { describeOnS3, type TestS3 } from "../../../support/s3.js";
import { longTimeout } from "../../../support/longTimeout.js";

const limits = { connectTimeoutMs: 1_000, idleTimeoutMs: 1_000, maxSockets: 16 };
const opened: S3Store[] = [];

async function open(bucket: string, prefix = ""): Promise<S3Store> {
  const store = await S3Store.open(`s3://${bucket}/${prefix}`, { bucket, prefix }, { forcePathStyle: true, limits });
  opened.push(store);
  return store;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});

async function fill({ client }: TestS3, bucket: string, keys: readonly string[], body = "sound"): Promise<void> {
  const waiting = [...keys];
  const put = async (): Promise<void> => {
    for (let Key = waiting.shift(); Key !== undefined; Key = waiting.shift())
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.from(body) }));
  };
  await Promise.all(Array.from({ length: 16 }, put));
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

await describeOnS3("an S3 prefix", (s3) => {
  // Tests that change a setting need not restore it.
  beforeEach(() => s3.setEnvironment());

  describe("listed", () => {
    test("returns the keys under it, relative to it, in byte order", async () => {
      const bucket = await s3.newBucket();
      await fill(s3, bucket, ["speech/b.wav", "speech/a/1.wav", "speech/a.wav", "speech-old/x.wav", "other.wav"]);
      expect(await listKeys(await open(bucket, "speech/"))).toEqual(["a.wav", "a/1.wav", "b.wav"]);
    });

    test("resumes after a page in another store, as another process would", async () => {
      const bucket = await s3.newBucket();
      await fill(s3, bucket, ["p/1", "p/2", "p/3"]);
      const { next } = await (await open(bucket, "p/")).listPage({ after: null, pageSize: 2 });
      const rest = await (await open(bucket, "p/")).listPage({ after: next });
      expect(rest.entries.map(({ key }) => key)).toEqual(["3"]);
    });

    test("returns each object's size and the ETag that reading it returns", async () => {
      const bucket = await s3.newBucket();
      await fill(s3, bucket, ["a.wav"], "12345");
      const store = await open(bucket);
      const { etag } = await store.get("a.wav");
      expect(await listAll(store)).toEqual([{ key: "a.wav", size: 5, etag }]);
      expect(etag).toMatch(/^[0-9a-f]{32}$/);
    });

    test("skips the empty object that represents the folder itself", async () => {
      const bucket = await s3.newBucket();
      await fill(s3, bucket, ["p/", "p/a.wav"]);
      expect(await listKeys(await open(bucket, "p/"))).toEqual(["a.wav"]);
    });

    test("is empty if nothing is under it", async () => {
      expect(await listKeys(await open(await s3.newBucket(), "p/"))).toEqual([]);
    });
  });

  describe("of as many keys as RAVDESS has", () => {
    const keys = Array.from({ length: 7_356 }, (_, i) => `Actor_${i % 24}/${i}.wav`);
    let bucket: string;
    beforeAll(async () => {
      bucket = await s3.newBucket();
      await fill(s3, bucket, keys, "");
    });

    test("returns every key once, in byte order", async () => {
      expect(await listKeys(await open(bucket))).toEqual(inByteOrder(keys));
    });

    test("fetches the next page while the caller processes the current one", async () => {
      const proxy = await startFaultyProxy(s3.endpoint);
      vi.stubEnv("AWS_ENDPOINT_URL_S3", proxy.url);
      const store = await open(bucket);
      await store.listPage({ after: null });
      await vi.waitUntil(() => proxy.requests.length === 2, longTimeout);
      await store.close();
      await proxy.stop();
    });

    test("requests each page once", async () => {
      const proxy = await startFaultyProxy(s3.endpoint);
      vi.stubEnv("AWS_ENDPOINT_URL_S3", proxy.url);
      const store = await open(bucket);
      await listAll(store);
      await store.close();
      await proxy.stop();
      expect(proxy.requests).toHaveLength(8);
    });
  });

  describe("with unusual keys", () => {
    let bucket: string;
    beforeAll(async () => {
      bucket = await s3.newBucket();
    });

    test.each(oddKeys)("writes, lists and reads %j", async (key) => {
      const store = await open(bucket, `odd prefix+%/${oddKeys.indexOf(key)}/`);
      await store.put(key, Buffer.from(key));
      expect(await listKeys(store)).toEqual([key]);
      expect(text((await store.get(key)).bytes)).toBe(key);
    });

    test("lists a control character, which XML cannot contain", async () => {
      const store = await open(bucket, "control/");
      await store.put("a\u0001b.wav", Buffer.from("x"));
      expect(await listKeys(store)).toEqual(["a\u0001b.wav"]);
    });

    test("resumes after each of them", async () => {
      const store = await open(bucket, "all/");
      for (const key of oddKeys) await store.put(key, Buffer.from("x"));
      expect(await listKeys(store, 1)).toEqual(inByteOrder(oddKeys));
    });
  });

  describe("read", () => {
    let bucket: string;
    beforeAll(async () => {
      bucket = await s3.newBucket();
      await fill(s3, bucket, ["digits"], "0123456789");
      await fill(s3, bucket, ["empty"], "");
    });

    test("returns bytes in their own buffer, which can be transferred to another thread", async () => {
      const { bytes } = await (await open(bucket)).get("digits");
      expect(text(bytes)).toBe("0123456789");
      expect(bytes.buffer.byteLength).toBe(10);
    });

    test("returns an empty object", async () => {
      expect((await (await open(bucket)).get("empty")).bytes).toHaveLength(0);
    });

    test("returns a megabyte as it was written", async () => {
      const store = await open(bucket);
      const body = Buffer.from(Array.from({ length: 1_000_003 }, (_, i) => (i * 7919) % 251));
      await store.put("large", body);
      expect(body.equals((await store.get("large")).bytes)).toBe(true);
    });

    test.each([
      ["a stretch", { start: 3, length: 4 }, "3456", 3],
      ["a range that reaches beyond the end", { start: 8, length: 10 }, "89", 8],
      ["a range that starts beyond the end", { start: 20, length: 5 }, "", 10],
      ["the end", { last: 3 }, "789", 7],
      ["an end longer than the object", { last: 30 }, "0123456789", 0],
    ])("returns %s, with its position, the whole size and the ETag", async (_, range, content, start) => {
      const store = await open(bucket);
      const { etag } = await store.get("digits");
      const got = await store.getRange("digits", range);
      expect({ ...got, bytes: text(got.bytes) }).toMatchObject({ bytes: content, start, size: 10, etag });
    });

    test("returns no bytes for a range of an empty object", async () => {
      expect(await (await open(bucket)).getRange("empty", { last: 5 })).toMatchObject({ start: 0, size: 0 });
    });

    test("rejects a missing key", async () => {
      await expect((await open(bucket)).get("missing")).rejects.toMatchObject({ code: "missing-object" });
    });

    test("rejects an object above the limit before its bytes arrive, naming it and both sizes", async () => {
      const reading = (await open(bucket)).get("digits", { maxBytes: 9 });
      await expect(reading).rejects.toMatchObject({ name: "InputError", code: "too-large" });
      await expect(reading).rejects.toThrow(`s3://${bucket}/digits: 10 bytes, more than the limit of 9`);
    });

    test("fails with ObjectChangedError if the requested ETag no longer exists", async () => {
      const store = await open(bucket);
      await store.put("changing", Buffer.from("first"));
      const { etag } = await store.get("changing");
      await store.put("changing", Buffer.from("second"));
      await expect(store.getRange("changing", { start: 0, length: 1 }, { ifMatch: etag })).rejects.toThrow(
        ObjectChangedError,
      );
    });

    test("is repeated from the start by readUnchanged if the object changes during the read", async () => {
      const store = await open(bucket);
      await store.put("replaced", Buffer.from("aaaa"));
      let isReplaced = false;
      const whole = await readUnchanged(async () => {
        const head = await store.getRange("replaced", { start: 0, length: 2 });
        if (!isReplaced) isReplaced = await store.put("replaced", Buffer.from("bbbb"));
        const rest = await store.getRange("replaced", { start: 2, length: 2 }, { ifMatch: head.etag });
        return text(head.bytes) + text(rest.bytes);
      });
      expect(whole).toBe("bbbb");
    });

    test("stops when its signal is aborted", async () => {
      const reason = new Error("enough");
      await expect((await open(bucket)).get("digits", { signal: AbortSignal.abort(reason) })).rejects.toThrow(reason);
    });
  });

  describe("written", () => {
    test("with ifNoneMatch leaves an existing object unchanged and reports it", async () => {
      const store = await open(await s3.newBucket());
      expect(await store.put("marker", Buffer.from("first"), { ifNoneMatch: true })).toBe(true);
      expect(await store.put("marker", Buffer.from("second"), { ifNoneMatch: true })).toBe(false);
      expect(text((await store.get("marker")).bytes)).toBe("first");
    });
  });

  describe("that cannot be used", () => {
    test("fails with ConfigError if the bucket does not exist, when listing or reading", async () => {
      const store = await open("no-such-bucket-here");
      await expect(store.listPage({ after: null })).rejects.toThrow(ConfigError);
      await expect(store.listPage({ after: null })).rejects.toThrow("s3://no-such-bucket-here/: no such bucket");
      await expect(store.get("a.wav")).rejects.toThrow(ConfigError);
    });

    test("fails with ConfigError if the secret key is wrong, when listing or reading", async () => {
      const bucket = await s3.newBucket();
      vi.stubEnv("AWS_SECRET_ACCESS_KEY", "wrong");
      const store = await open(bucket);
      await expect(store.listPage({ after: null })).rejects.toThrow(ConfigError);
      await expect(store.get("a.wav")).rejects.toThrow(/credentials are refused \(SignatureDoesNotMatch/);
    });

    test("fails with ConfigError if the access key is unknown", async () => {
      const bucket = await s3.newBucket();
      vi.stubEnv("AWS_ACCESS_KEY_ID", "unknown");
      await expect((await open(bucket)).listPage({ after: null })).rejects.toThrow(ConfigError);
    });
  });

  describe("behind a faulty network", () => {
    let proxy: FaultyProxy;
    let bucket: string;

    beforeAll(async () => {
      bucket = await s3.newBucket();
      await fill(s3, bucket, ["a.wav"], "sound".repeat(100_000));
      proxy = await startFaultyProxy(s3.endpoint);
    });

    beforeEach(() => void vi.stubEnv("AWS_ENDPOINT_URL_S3", proxy.url));

    afterEach(() => {
      proxy.plan();
      proxy.always("pass");
    });

    afterAll(() => proxy.stop());

    test.each(["slow-down", "reset", "cut", "flip", "stall"] as const)(
      "reads on the next attempt after a %s",
      async (fault) => {
        proxy.plan(fault);
        const { bytes } = await (await open(bucket)).get("a.wav");
        expect(text(bytes) === "sound".repeat(100_000)).toBe(true);
      },
    );

    test.each(["slow-down", "reset", "stall"] as const)("lists on the next attempt after a %s", async (fault) => {
      proxy.plan(fault);
      expect(await listKeys(await open(bucket))).toEqual(["a.wav"]);
    });

    test.each(["slow-down", "reset"] as const)("writes on the next attempt after a %s", async (fault) => {
      proxy.plan(fault);
      const store = await open(bucket, "written/");
      await store.put("b.wav", Buffer.from("sound"));
      expect(text((await store.get("b.wav")).bytes)).toBe("sound");
    });

    test.each(["slow-down", "reset", "cut", "flip"] as const)(
      "fails with TransientError after three attempts that each meet a %s",
      async (fault) => {
        const store = await open(bucket);
        proxy.always(fault);
        const before = proxy.requests.length;
        await expect(store.get("a.wav")).rejects.toThrow(TransientError);
        expect(proxy.requests.length - before).toBe(3);
      },
    );

    test("reports bytes that are wrong on every attempt as differing from their checksum", async () => {
      proxy.always("flip");
      await expect((await open(bucket)).get("a.wav")).rejects.toThrow(
        /^s3:\/\/[^/]+\/a\.wav: its bytes differ from their checksum \(MD5 is [0-9a-f]{32}, expected [0-9a-f]{32}\)$/,
      );
    });

    test.each(["cut", "short"] as const)("reads a range on the next attempt after a %s", async (fault) => {
      proxy.plan(fault);
      const { bytes } = await (await open(bucket)).getRange("a.wav", { start: 5, length: 200_000 });
      expect(text(bytes) === "sound".repeat(40_000)).toBe(true);
    });

    test("rejects a range of an object that is shorter than listed, unless S3 confirms its size", async () => {
      const store = await open(bucket);
      const read = async (listedSize: number): Promise<number> =>
        (await store.getRange("a.wav", { start: 0, length: 10 }, { listedSize })).size;
      proxy.plan("shrunk");
      await expect(read(500_000)).rejects.toThrow(TransientError);
      proxy.plan("shrunk");
      await expect(read(500_000)).rejects.toThrow("250000 bytes in the response, but S3 reports 500000");
      expect(await read(400_000)).toBe(500_000); // it was replaced since it was listed
    });

    test("does not accept a range other than the requested one", async () => {
      proxy.plan("shrunk");
      const reading = (await open(bucket)).getRange("a.wav", { last: 10 });
      await expect(reading).rejects.toThrow(TransientError);
      await expect(reading).rejects.toThrow("S3 returned bytes 499990 to 500000, expected 249990 to 250000");
    });

    test("makes only one request for errors that a retry cannot fix", async () => {
      const store = await open(bucket);
      const before = proxy.requests.length;
      await expect(store.get("missing")).rejects.toMatchObject({ code: "missing-object" });
      expect(proxy.requests.length - before).toBe(1);
    });

    test("fails with TransientError if no server listens", async () => {
      vi.stubEnv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1");
      const store = await open(bucket);
      await expect(store.listPage({ after: null })).rejects.toThrow(TransientError);
      await expect(store.get("a.wav")).rejects.toThrow(`s3://${bucket}/a.wav: S3 did not respond (ECONNREFUSED)`);
    });

    test("abandons a stalled read when its signal is aborted", async () => {
      const store = await open(bucket);
      const stop = new AbortController();
      proxy.always("stall");
      const before = proxy.requests.length;
      const reading = store.get("a.wav", { signal: stop.signal });
      await vi.waitUntil(() => proxy.requests.length > before, longTimeout);
      stop.abort(new Error("enough"));
      await expect(reading).rejects.toThrow("enough");
    });
  });
});

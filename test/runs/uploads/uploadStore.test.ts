import { mkdir, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { SpoolDirectory } from "../../../src/runs/uploads/spoolDirectory.js";
import { UploadQuota } from "../../../src/runs/uploads/uploadQuota.js";
import { UploadsFullError, UploadStore } from "../../../src/runs/uploads/uploadStore.js";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { longTimeout } from "../../support/longTimeout.js";
import { testRedis } from "../../support/redis.js";

const voice = Uint8Array.of(1, 2, 3, 4);

let redis: RedisClient;
let prefix: string;
beforeEach(async () => {
  const { url, prefix: own } = await testRedis();
  redis = await connectRedis(url);
  prefix = own;
  return () => redis.disconnect();
});

async function keys(): Promise<string[]> {
  return redis.keys(`${prefix}:*`);
}

describe("an upload store", () => {
  test("keeps an upload in Redis for at most 15 minutes, until it is removed", async () => {
    const uploads = new UploadStore(redis, prefix);
    const ref = await uploads.put(voice);
    expect(await uploads.get(ref)).toEqual(Buffer.from(voice));
    expect(ref).toStrictEqual({ id: ref.id });
    const leftSec = await redis.ttl(`${prefix}:upload:${ref.id}`);
    expect(leftSec).toBeGreaterThan(890);
    expect(leftSec).toBeLessThanOrEqual(900);
    await uploads.remove(ref);
    await expect(uploads.get(ref)).rejects.toMatchObject({
      code: "missing-object",
      message: "the upload expired after waiting for 15 minutes",
    });
    expect(await keys()).toEqual([`${prefix}:uploads:sums`]);
  });

  test("keeps an upload in a spool directory that only this user can read, and nothing of it in Redis", async () => {
    const dir = join(await temporaryDirectory(), "uploads");
    const uploads = new UploadStore(redis, prefix, { dir });
    const ref = await uploads.put(voice);
    expect(await new UploadStore(redis, prefix).get(ref)).toEqual(Buffer.from(voice));
    expect(await redis.exists(`${prefix}:upload:${ref.id}`)).toBe(0);
    const modes = await Promise.all([dir, join(dir, ref.id)].map(async (path) => (await stat(path)).mode & 0o777));
    expect(modes).toEqual([0o700, 0o600]);
    await uploads.remove(ref);
    expect(await readdir(dir)).toEqual([]);
    await expect(uploads.get(ref)).rejects.toMatchObject({ code: "missing-object" });
    uploads.close();
  });

  test("does not count an upload that could not be stored", async () => {
    vi.spyOn(redis, "set").mockRejectedValueOnce(new Error("OOM command not allowed"));
    await expect(new UploadStore(redis, prefix).put(voice, "anna")).rejects.toThrow("OOM command not allowed");
    expect(await redis.hgetall(`${prefix}:uploads:sums`)).toEqual({ all: "0" });
  });

  test("does not count an upload whose file cannot be removed", async () => {
    const dir = join(await temporaryDirectory(), "uploads");
    const uploads = new UploadStore(redis, prefix, { dir });
    const ref = await uploads.put(voice, "anna");
    await rm(join(dir, ref.id));
    await mkdir(join(dir, ref.id)); // is not a file
    await expect(uploads.remove(ref)).rejects.toThrow();
    expect(await redis.hgetall(`${prefix}:uploads:sums`)).toEqual({ all: "0" });
    uploads.close();
  });

  test("counts a command's uploads together, under no client", async () => {
    await new UploadStore(redis, prefix).put(voice);
    expect(await redis.hgetall(`${prefix}:uploads:sums`)).toEqual({ all: "4", "of -": "4" });
  });

  test("removes uploads from a spool directory that were not predicted within 15 minutes", async () => {
    const dir = join(await temporaryDirectory(), "uploads");
    await mkdir(dir);
    const [old, young] = ["00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001"];
    for (const name of [old, young, "notes.txt"]) await writeFile(join(dir, name), voice);
    for (const name of [old, "notes.txt"]) await utimes(join(dir, name), 1, 1);
    const uploads = new UploadStore(redis, prefix, { dir });
    await vi.waitFor(async () => expect((await readdir(dir)).sort()).toEqual([young, "notes.txt"].sort()), longTimeout);
    uploads.close();
  });

  test("looks for old uploads at its start and every minute, until it is closed", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const looks = vi.spyOn(SpoolDirectory.prototype, "removeOlderThan").mockResolvedValue();
    new UploadStore(redis, prefix).close();
    expect(looks).not.toHaveBeenCalled();
    const uploads = new UploadStore(redis, prefix, { dir: await temporaryDirectory() });
    vi.advanceTimersByTime(120_000);
    expect(looks.mock.calls).toEqual([[900_000], [900_000], [900_000]]);
    uploads.close();
    vi.advanceTimersByTime(120_000);
    expect(looks).toHaveBeenCalledTimes(3);
    looks.mockRestore();
    vi.useRealTimers();
  });

  test("rejects uploads beyond the limits of one client and of all clients", async () => {
    const limits = { bytes: 20, bytesPerClient: 10, uploads: 5 };
    const uploads = new UploadStore(redis, prefix, { limits });
    const first = await uploads.put(new Uint8Array(8), "anna");
    const refused = uploads.put(voice, "anna");
    await expect(refused).rejects.toThrow(UploadsFullError);
    await expect(refused).rejects.toMatchObject({
      name: "UploadsFullError",
      message: "your uploads that wait for a prediction exceed 10 bytes",
    });
    await uploads.put(new Uint8Array(11), "berta"); // larger than its limit, but the only one
    await expect(uploads.put(voice, "carla")).rejects.toThrow("too many uploads are waiting");
    await uploads.put(voice); // a command of this machine
    await uploads.remove(first);
    await uploads.put(voice, "anna");
  });

  test("rejects uploads beyond the limit on their number, however small", async () => {
    const uploads = new UploadStore(redis, prefix, { limits: { bytes: 100, bytesPerClient: 100, uploads: 2 } });
    await uploads.put(voice, "anna");
    await uploads.put(voice, "berta");
    await expect(uploads.put(voice, "carla")).rejects.toThrow(UploadsFullError);
  });

  test("counts an upload that was released twice only once", async () => {
    const uploads = new UploadStore(redis, prefix, { limits: { bytes: 10, bytesPerClient: 10, uploads: 5 } });
    const ref = await uploads.put(voice, "anna");
    await uploads.put(new Uint8Array(5), "anna");
    await uploads.remove(ref);
    await uploads.remove(ref);
    await expect(uploads.put(new Uint8Array(6), "anna")).rejects.toThrow(UploadsFullError);
  });
});

test("an upload stops counting when it expires", async () => {
  const quota = new UploadQuota(redis, prefix, { bytes: 10, bytesPerClient: 10, uploads: 5 }, 0);
  await quota.reserve("a", 10, "anna");
  await quota.reserve("b", 10, "anna");
  expect(await redis.hgetall(`${prefix}:uploads:sizes`)).toEqual({ b: "10 anna" });
});

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connectRedis, type RedisClient } from "../../src/shared/redis/connectRedis.js";
import { startHeartbeat, WorkerRegistry, type WorkerInfo } from "../../src/runs/workerRegistry.js";
import { testRedis } from "../support/redis.js";
import { longTimeout } from "../support/longTimeout.js";

let redis: RedisClient;
let prefix: string;
beforeAll(async () => {
  const settings = await testRedis();
  redis = await connectRedis(settings.url);
  prefix = settings.prefix;
});
afterAll(() => redis.disconnect());

const worker: WorkerInfo = { id: "a-1-extract", kind: "extract", host: "a", pid: 1, threads: 2, perSec: 3, seenAt: 0 };

test("a worker that is silent for half a minute is gone", async () => {
  const registry = new WorkerRegistry({ redis, prefix: `${prefix}:gone` });
  await registry.note({ ...worker, seenAt: 1_000 });
  await registry.note({ ...worker, id: "b", seenAt: 25_000 });
  expect((await registry.alive(32_000)).map(({ id }) => id)).toEqual(["b"]);
});

test("a worker is registered as soon as it starts, and not after it stops", async () => {
  const address = { redis, prefix: `${prefix}:beats` };
  const registry = new WorkerRegistry(address);
  const heartbeat = startHeartbeat(address, "train", 4);
  await vi.waitFor(async () => {
    expect(await registry.alive(Date.now())).toMatchObject([{ kind: "train", threads: 4, pid: process.pid }]);
  }, longTimeout);
  await heartbeat.stop();
  expect(await registry.alive(Date.now())).toEqual([]);
});

import { hostname } from "node:os";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ownVersions } from "../../src/runs/makes.js";
import { packageVersion } from "../../src/shared/packageVersion.js";
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
  await registry.note({ ...worker, id: "c", seenAt: 25_000 });
  await registry.note({ ...worker, id: "b", seenAt: 2_000 });
  expect((await registry.alive(32_000)).map(({ id }) => id)).toEqual(["b", "c"]);
  expect((await redis.hkeys(`${prefix}:gone:workers`)).sort()).toEqual(["b", "c"]);
});

test("workers come in the order of their ids", async () => {
  const registry = new WorkerRegistry({ redis, prefix: `${prefix}:order` });
  for (const id of ["b", "d", "a", "e", "c"]) await registry.note({ ...worker, id });
  expect((await registry.alive(0)).map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e"]);
});

test("a worker is registered as soon as it starts, and not after it stops", async () => {
  const address = { redis, prefix: `${prefix}:beats` };
  const registry = new WorkerRegistry(address);
  const heartbeat = startHeartbeat(address, "train", 4);
  await vi.waitFor(async () => {
    expect(await registry.alive(Date.now())).toEqual([
      {
        id: `${hostname()}-${process.pid}-train`,
        host: hostname(),
        ...{ kind: "train", threads: 4, pid: process.pid, perSec: 0 },
        ...{ version: packageVersion(), makes: ownVersions },
        seenAt: expect.any(Number) as number,
      },
    ]);
  }, longTimeout);
  await heartbeat.stop();
  expect(await registry.alive(Date.now())).toEqual([]);
});

test("a worker reports its speed since the last heartbeat, and the latest runs whose embedding model it lacks", async () => {
  const address = { redis, prefix: `${prefix}:speed` };
  const registry = new WorkerRegistry(address);
  const heartbeat = startHeartbeat(address, "extract", 1);
  heartbeat.add(30);
  heartbeat.add(30);
  const runs = Array.from({ length: 21 }, (_, i) => `r${i}`);
  for (const run of [...runs, "r3"]) heartbeat.lacksEmbedding(run);
  const seen = async (): Promise<WorkerInfo> => (await registry.alive())[0]!;
  await vi.waitFor(async () => {
    const { perSec, lacksEmbeddingOf } = await seen();
    expect(perSec).toBeGreaterThan(10); // 60 in two seconds, or a little more on a busy machine
    expect(perSec).toBeLessThanOrEqual(30.1);
    expect(lacksEmbeddingOf).toEqual([...runs.slice(1).filter((run) => run !== "r3"), "r3"]);
  }, longTimeout);
  await vi.waitFor(async () => expect((await seen()).perSec).toBe(0), longTimeout);
  await heartbeat.stop();
});

test("a heartbeat without any time since the last one reports no speed", async () => {
  const address = { redis, prefix: `${prefix}:instant` };
  const clock = vi.spyOn(performance, "now").mockReturnValue(1);
  const heartbeat = startHeartbeat(address, "extract", 1);
  clock.mockRestore();
  const registry = new WorkerRegistry(address);
  await vi.waitFor(async () => expect(await registry.alive()).toMatchObject([{ perSec: 0 }]), longTimeout);
  await heartbeat.stop();
});

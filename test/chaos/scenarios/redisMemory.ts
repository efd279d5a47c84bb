import { setTimeout as sleep } from "node:timers/promises";
import { check } from "../chaosError.js";
import { needsS3, type Scenario } from "../scenario.js";
import { runName } from "../undisturbed.js";

/** Redis is full for a while: no job is given up, and work resumes when it has memory again. */
export const fullRedis: Scenario = {
  name: "full-redis",
  injects: "Redis at its maxmemory (noeviction) for 5 to 40 s during the run",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const env = world.env({ s3: await world.s3Proxy(150) });
    world.produce(env);
    for (const kind of ["extract", "extract", "train"] as const) world.work(kind, env);
    await world.untilDone(1);
    const { redis } = (await world.services()).address;
    await redis.config("SET", "maxmemory", "1mb");
    await sleep(world.draw(5_000, 40_000));
    await redis.config("SET", "maxmemory", "0");
    await world.check();
    return 1;
  },
};

/** A Redis with an eviction policy loses the run, as the log warns, but never produces a wrong report. */
export const evictingRedis: Scenario = {
  name: "evicting-redis",
  injects: "maxmemory-policy allkeys-lru at half of what the run needs for 5 to 15 s; then the run again",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const env = world.env({ s3: await world.s3Proxy(100) });
    world.produce(env);
    const workers = (["extract", "extract", "train"] as const).map((kind) => world.work(kind, env));
    await world.untilDone(16);
    const { redis } = (await world.services()).address;
    const used = Number(/used_memory:(\d+)/.exec(await redis.info("memory"))?.[1]);
    await redis.config("SET", "maxmemory-policy", "allkeys-lru");
    await redis.config("SET", "maxmemory", String(Math.round(0.6 * used)));
    await sleep(world.draw(5_000, 15_000));
    const evicted = Number(/evicted_keys:(\d+)/.exec(await redis.info("stats"))?.[1]);
    const status = await world.status().catch(() => undefined);
    if (status?.stage === "done") await world.check();
    check(evicted > 0, () => "nothing was evicted");
    for (const worker of workers) check(!worker.hasEnded(), () => `a worker ended: ${worker.output()}`);
    await redis.config("SET", "maxmemory", "0");
    await redis.flushall();
    await world.succeed(["produce", `s3://${world.laboratory.bucket}`, ...world.options], env);
    await world.check();
    return evicted;
  },
};

/** All data in Redis is deleted during a run: the run is then unknown, and the same command starts it again from the beginning. */
export const flushedRedis: Scenario = {
  name: "flushed-redis",
  injects: "FLUSHALL in mid-run; then the same `ser produce` again with the same workers",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const env = world.env({ s3: await world.s3Proxy(100) });
    world.produce(env);
    for (const kind of ["extract", "extract", "train"] as const) world.work(kind, env);
    await world.untilDone(world.draw(1, 60));
    await (await world.services()).address.redis.flushall();
    const status = world.processes.start(["status", runName], env);
    const code = await status.ended;
    check(
      code === 1 && status.output().includes("no such run"),
      () => `ser status exited with ${code}: ${status.output()}`,
    );
    await world.succeed(["produce", `s3://${world.laboratory.bucket}`, ...world.options], env);
    await world.check();
    return 1;
  },
};

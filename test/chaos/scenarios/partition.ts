import { setTimeout as sleep } from "node:timers/promises";
import { needsS3, type Scenario } from "../scenario.js";

/**
 * A worker is cut off from Redis and S3 for longer than its locks last; another worker does its jobs; then the
 * connection returns.
 */
export const partition: Scenario = {
  name: "partitioned-worker",
  injects:
    "one of two workers cut off (refused or frozen) from Redis and S3 for 28 to 40 s, while it has half of its jobs' objects, then back",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const [redis, s3] = [await world.redisProxy(), await world.s3Proxy(0)];
    // Some objects of each job arrive early and some late, so that the worker has part of every job when it is cut off.
    s3.beforePass = async ({ url }) => sleep(url?.includes("Actor_") === true ? world.draw(50, 3_000) : 0);
    const healthy = world.env({ s3: await world.s3Proxy(50) });
    world.produce(healthy);
    world.work("extract", world.env({ redis, s3 }));
    await world.untilDone(1);
    redis.become(world.oneOf(["refuse", "freeze"] as const));
    s3.always("reset");
    world.work("extract", healthy);
    await sleep(world.draw(28_000, 40_000));
    redis.become("pass");
    s3.always("pass");
    await sleep(world.draw(0, 5_000));
    world.work("train", healthy);
    await world.check();
    return 1;
  },
};

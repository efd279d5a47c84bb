import { setTimeout as sleep } from "node:timers/promises";
import { needsS3, type Scenario } from "../scenario.js";

/** A worker is cut off from Redis and S3 for longer than its locks last; another does its jobs; then it comes back. */
export const partition: Scenario = {
  name: "partitioned-worker",
  injects: "one of two workers cut off (refused or frozen) from Redis and S3 for 20 to 40 s, then back",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const [redis, s3] = [await world.redisProxy(), await world.s3Proxy(300)];
    const healthy = world.env({ s3: await world.s3Proxy(300) });
    world.produce(healthy);
    world.work("extract", world.env({ redis, s3 }));
    await world.untilDone(1);
    redis.become(world.pick(["refuse", "freeze"] as const));
    s3.always("stall");
    world.work("extract", healthy);
    await sleep(world.draw(20_000, 40_000));
    redis.become("pass");
    s3.always("pass");
    await sleep(world.draw(0, 5_000));
    world.work("train", healthy);
    await world.check();
    return 1;
  },
};

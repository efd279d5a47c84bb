import { setTimeout as sleep } from "node:timers/promises";
import { needsS3, type Scenario } from "../scenario.js";

/** Redis is killed and restarted: with appendfsync everysec, a killed process loses no acknowledged write. */
export const killedRedis: Scenario = {
  name: "killed-redis",
  injects: "SIGKILL of Redis (appendfsync everysec), back after 0.2 to 1 s, two or three times",
  inCi: true,
  missing: needsS3,
  async run(world) {
    const redis = await world.startRedis();
    const env = world.env({ s3: await world.s3Proxy(150) });
    world.produce(env);
    for (const kind of ["extract", "extract", "train"] as const) world.work(kind, env);
    await world.untilDone(1);
    const kills = world.draw(2, 3);
    for (let i = 0; i < kills; i++) {
      await redis.kill();
      await sleep(world.draw(200, 1_000));
      await redis.start();
      await sleep(world.draw(500, 1_500));
    }
    await world.check();
    return kills;
  },
};

export const pausedRedis: Scenario = {
  name: "paused-redis",
  injects: "SIGSTOP of Redis for 3 to 20 s",
  inCi: false,
  missing: needsS3,
  async run(world) {
    const redis = await world.startRedis();
    const env = world.env({ s3: await world.s3Proxy(150) });
    world.produce(env);
    for (const kind of ["extract", "extract", "train"] as const) world.work(kind, env);
    await world.untilDone(1);
    await redis.pause(world.draw(3_000, 20_000));
    await world.check();
    return 1;
  },
};

export const cutConnections: Scenario = {
  name: "cut-connections",
  injects: "every connection to Redis reset, each 0.3 to 1 s",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const redis = await world.redisProxy();
    const env = world.env({ redis, s3: await world.s3Proxy(150) });
    world.produce(env);
    for (const kind of ["extract", "extract", "train"] as const) world.work(kind, env);
    let cuts = 0;
    for (; cuts < 20 && (await world.status())?.stage !== "done"; cuts++) {
      redis.cut();
      await sleep(world.draw(300, 1_000));
    }
    await world.check();
    return cuts;
  },
};

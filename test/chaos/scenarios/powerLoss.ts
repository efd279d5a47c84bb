import { setTimeout as sleep } from "node:timers/promises";
import { makeLongListing, slowListing } from "../longListing.js";
import type { Scenario } from "../scenario.js";

/**
 * Redis's machine loses power while a source is being listed: the last second of writes is lost, the clients keep
 * running.
 */
export const powerLoss: Scenario = {
  name: "power-loss",
  injects: "Redis killed during the listing and restarted on its append-only file from 0.3 to 1.5 s before, twice",
  inCi: true,
  async run(world) {
    const source = await makeLongListing(world);
    const redis = await world.startRedis();
    const env = world.env();
    world.produce(env, source, slowListing);
    for (const kind of ["extract", "extract", "train"] as const) world.work(kind, env);
    const cuts = 2;
    for (let i = 0; i < cuts; i++) {
      await world.untilDone(world.draw(1, 20) + 40 * i);
      await redis.copyDisk();
      await sleep(world.draw(300, 1_500));
      await redis.kill();
      await redis.loseSinceCopy();
      await redis.start();
      await sleep(world.draw(500, 1_500));
    }
    await world.check();
    return cuts;
  },
};

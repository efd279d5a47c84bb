import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { makeLongListing, slowListing } from "../longListing.js";
import { RedisServer } from "../redisServer.js";
import type { Scenario } from "../scenario.js";

/** A lagging replica replaces Redis: writes that were not replicated yet are lost. */
export const failover: Scenario = {
  name: "failover",
  injects: "Redis killed, and a replica promoted that had received nothing for 0.2 to 1 s",
  inCi: false,
  async run(world) {
    const source = await makeLongListing(world);
    const main = await world.startRedis();
    const proxy = await world.redisProxy();
    const replica = await RedisServer.begin(join(world.dir, "replica"), [
      ...["--replicaof", "127.0.0.1", String(main.port)],
      ...["--masterauth", main.password],
    ]);
    try {
      const env = world.env({ redis: proxy });
      world.produce(env, source, slowListing);
      for (const kind of ["extract", "extract", "train"] as const) world.work(kind, env);
      await world.untilDone(world.draw(1, 60));
      replica.stop();
      await sleep(world.draw(200, 1_000));
      proxy.become("refuse");
      await main.kill();
      replica.goOn();
      await promote(replica.url());
      await world.moveTo(replica);
      proxy.leadTo(replica.port);
      proxy.become("pass");
      await sleep(world.draw(500, 1_500));
      world.produce(env, source, slowListing);
      await world.check();
      return 1;
    } finally {
      await world.processes.killAll();
      await replica.kill();
    }
  },
};

async function promote(url: string): Promise<void> {
  const redis = await connectRedis(url);
  await redis.call("REPLICAOF", "NO", "ONE");
  redis.disconnect();
}

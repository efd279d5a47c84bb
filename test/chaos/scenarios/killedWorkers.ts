import { setTimeout as sleep } from "node:timers/promises";
import { kill } from "../processes.js";
import { needsS3, type Scenario } from "../scenario.js";

/** SIGKILL to a worker every second or two; another one replaces it. */
export const killedWorkers: Scenario = {
  name: "killed-workers",
  injects: "SIGKILL of one of two extract workers or the train worker, every 1 to 2 s",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const env = world.env({ s3: await world.s3Proxy(200) });
    world.produce(env);
    const kinds = ["extract", "extract", "train"] as const;
    const workers = kinds.map((kind) => world.work(kind, env));
    await world.untilDone(1);
    const kills = world.draw(3, 5);
    for (let i = 0; i < kills; i++) {
      const victim = world.random.nextBelow(workers.length);
      await kill(workers[victim]!);
      workers[victim] = world.work(kinds[victim]!, env);
      await sleep(world.draw(1_000, 2_000));
    }
    await world.check();
    return kills;
  },
};

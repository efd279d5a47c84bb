import { setTimeout as sleep } from "node:timers/promises";
import { kill } from "../processes.js";
import { needsS3, type Scenario } from "../scenario.js";

export const killedProducer: Scenario = {
  name: "killed-producer",
  injects: "SIGKILL of `ser produce` at any moment, two or three times; then two at once",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const env = world.env({ s3: await world.s3Proxy(50) });
    const kills = world.draw(2, 3);
    for (let i = 0; i < kills; i++) {
      const producer = world.produce(env);
      await sleep(world.draw(300, 2_000));
      await kill(producer);
    }
    world.produce(env);
    world.produce(env);
    world.work("extract", env);
    world.work("train", env);
    await world.check();
    return kills;
  },
};

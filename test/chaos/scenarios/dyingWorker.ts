import { setTimeout as sleep } from "node:timers/promises";
import { check } from "../chaosError.js";
import { kill } from "../processes.js";
import { needsS3, type Scenario } from "../scenario.js";
import { runName } from "../undisturbed.js";

const maxKills = 8;

/**
 * A recording crashes every worker that reads it: its job is given up, its files are listed as failed, and everything
 * else completes.
 */
export const dyingWorker: Scenario = {
  name: "dying-worker",
  injects:
    "SIGKILL of the worker each time it fetches a particular object, until its job is given up; then `ser retry`",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const s3 = await world.s3Proxy(0);
    const deadly = world.oneOf([...world.laboratory.expected.rows.keys()]);
    let fetches = 0;
    let isDeadly = true;
    s3.decide = ({ url }) => {
      if (!isDeadly || url?.includes(deadly) !== true) return "pass";
      fetches += 1;
      return "stall";
    };
    const env = world.env({ s3 });
    world.produce(env);
    await world.until(({ stage }) => stage === "extracting", "the listing to end");
    const { queues } = await world.services();
    const givenUp = async (): Promise<string[]> => (await queues.givenUp(runName)).flatMap(({ keys }) => keys);
    let kills = 0;
    let worker = world.work("extract", env);
    let seen = 0;
    while ((await givenUp()).length === 0) {
      await sleep(100);
      if (fetches === seen) continue;
      seen = fetches;
      kills += 1;
      check(kills <= maxKills, () => `${kills} workers were killed by one recording`);
      await sleep(500); // by then, the other files of its jobs are done
      await kill(worker);
      worker = world.work("extract", env);
    }
    const named = await givenUp();
    check(named.includes(deadly), () => `given-up files are ${named.join()}, expected to include ${deadly}`);
    isDeadly = false;
    world.work("train", env);
    const { rejected } = (await world.check(new Set(named))).report.files;
    check(
      rejected.length === named.length && rejected.every(({ code }) => code === "given-up"),
      () => `${named.length} files were given up, and rejected are ${JSON.stringify(rejected)}`,
    );
    await world.succeed(["retry", runName], env);
    await world.check();
    return kills;
  },
};

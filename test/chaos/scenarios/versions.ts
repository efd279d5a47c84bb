import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { check } from "../chaosError.js";
import { otherBuild } from "../otherBuild.js";
import type { Scenario } from "../scenario.js";

/** Workers of an older build beside those of the run's version: they leave the run's jobs to the others and log it. */
export const versionSkew: Scenario = {
  name: "version-skew",
  injects: "an extract and a train worker of an older feature set, which start before those of the run's version",
  inCi: true,
  async run(world) {
    await world.startRedis();
    const env = world.env();
    const other = await otherBuild(join(world.dir, "other"));
    world.produce(env, world.laboratory.corpusDir);
    const workers = (["extract", "train"] as const).map((kind) => world.work(kind, env, other));
    const status = await world.until(
      ({ otherVersions }) => otherVersions !== null,
      "the status to show the other version",
    );
    check(
      status.otherVersions?.includes("no extract worker of this run's version") === true,
      () => `the status says ${status.otherVersions}`,
    );
    await sleep(world.draw(0, 3_000));
    check((await world.status())?.files.done === 0, () => "a worker of another version has stored rows");
    world.work("extract", env);
    world.work("train", env);
    await world.check();
    for (const worker of workers) check(!worker.hasEnded(), () => `a worker ended: ${worker.output()}`);
    return workers.length;
  },
};

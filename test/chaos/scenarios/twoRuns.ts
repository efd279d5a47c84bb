import { join } from "node:path";
import { check } from "../chaosError.js";
import { checkInvariants } from "../outcome.js";
import type { Scenario } from "../scenario.js";
import { runOptions } from "../undisturbed.js";

export const twoRuns: Scenario = {
  name: "two-runs-one-out",
  injects: "two `ser run` with one name, one Redis and one --out at the same time",
  inCi: false,
  async run(world) {
    await world.startRedis();
    const words = ["run", world.laboratory.corpusDir, "--out", join(world.dir, "out"), ...runOptions];
    const runs = [0, 1].map(() => world.processes.start(words, world.env()));
    for (const run of runs) {
      const code = await run.ended;
      check(code === 0, () => `one of them ended with ${code}: ${run.output()}`);
    }
    checkInvariants(await world.outcome(), world.laboratory.expected);
    return 1;
  },
};

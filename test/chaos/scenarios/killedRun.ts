import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkInvariants } from "../outcome.js";
import { check } from "../chaosError.js";
import { kill } from "../processes.js";
import type { Scenario } from "../scenario.js";
import { outcomeOf, runOptions } from "../undisturbed.js";

/** `ser run` is killed repeatedly; the same command resumes it each time. */
export const killedRun: Scenario = {
  name: "killed-run",
  injects: "SIGKILL of `ser run` with its private Redis, at any moment; the same command again",
  inCi: true,
  async run(world) {
    const out = join(world.dir, "out");
    const env = world.env();
    const words = ["run", world.laboratory.corpusDir, "--out", out, ...runOptions];
    let kills = 0;
    for (; kills < 4; kills++) {
      const run = world.processes.start(words, env);
      await Promise.race([run.ended, sleep(world.draw(1_000, 6_000))]);
      if (run.hasEnded()) break;
      await kill(run);
    }
    const last = world.processes.start(words, env);
    const code = await last.ended;
    check(code === 0, () => `after ${kills} kills the same command ended with ${code}: ${last.output()}`);
    checkInvariants(await outcomeOf(world.processes, out, env), world.laboratory.expected);
    return kills;
  },
};

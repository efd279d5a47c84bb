import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { check } from "../chaosError.js";
import type { Scenario } from "../scenario.js";
import { runOptions } from "../undisturbed.js";

/**
 * `ser run` is told to stop while its threads are loading modules; terminating them at that moment would make Node
 * abort.
 */
export const shortCommands: Scenario = {
  name: "short-commands",
  injects: "SIGINT to `ser run` at any moment of its first seconds, two at a time, ten times (300 by --only)",
  inCi: false,
  async run(world) {
    const rounds = process.argv.includes("short-commands") ? 300 : 10;
    const once = async (round: number): Promise<void> => {
      const words = ["run", world.laboratory.corpusDir, "--out", join(world.dir, String(round)), ...runOptions];
      const run = world.processes.start(words, world.env());
      await Promise.race([run.ended, sleep(world.draw(300, 4_000))]);
      run.process.kill("SIGINT");
      const code = await run.ended;
      // Before the signal handler is installed, the signal itself ends the process, without an exit code.
      check([0, 130, null].includes(code), () => `ended with ${code}: ${run.output().slice(-2_000)}`);
      check(run.process.signalCode !== "SIGABRT", () => `Node aborted: ${run.output().slice(-2_000)}`);
    };
    for (let round = 0; round < rounds; round += 2) await Promise.all([once(round), once(round + 1)]);
    return rounds;
  },
};

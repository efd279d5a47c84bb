import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { shuffled } from "../../../src/evaluation/seededRandom.js";
import { check } from "../chaosError.js";
import { kill } from "../processes.js";
import type { Scenario } from "../scenario.js";
import { runName } from "../undisturbed.js";

/** `ser retry` is rejected during a run; after the run it is killed repeatedly, and the last one completes the work. */
export const killedRetries: Scenario = {
  name: "killed-retries",
  injects: "`ser retry` while the run is running; after it, repaired files and SIGKILL of `ser retry` 2 to 4 times",
  inCi: false,
  async run(world) {
    const source = join(world.dir, "corpus");
    await cp(world.laboratory.corpusDir, source, { recursive: true });
    const spoilt = shuffled([...world.laboratory.expected.rows.keys()], world.random).slice(0, world.draw(5, 40));
    for (const key of spoilt) await writeFile(join(source, key), world.laboratory.corpus.get(key)!.subarray(0, 1_000));
    await world.startRedis();
    const env = world.env();
    await world.produce(env, source).ended;
    const early = world.processes.start(["retry", runName], env);
    const code = await early.ended;
    check(
      code === 1 && early.output().includes("is still running"),
      () => `ser retry exited with ${code}: ${early.output()}`,
    );
    world.work("extract", env);
    world.work("train", env);
    await world.check(new Set(spoilt));
    for (const key of spoilt) await writeFile(join(source, key), world.laboratory.corpus.get(key)!);
    const kills = world.draw(2, 4);
    for (let i = 0; i < kills; i++) {
      const retry = world.processes.start(["retry", runName], env);
      await Promise.race([retry.ended, sleep(world.draw(200, 900))]);
      await kill(retry);
    }
    // Retries what the killed ones left undone; if one of them completed, nothing is left.
    const last = world.processes.start(["retry", runName], env);
    await last.ended;
    await world.until(({ stage, files }) => stage === "done" && files.rejected === 0, "the retried run to end");
    await world.check();
    return kills + 1;
  },
};

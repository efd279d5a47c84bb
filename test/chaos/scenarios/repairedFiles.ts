import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shuffled } from "../../../src/evaluation/seededRandom.js";
import type { Scenario } from "../scenario.js";

/** Truncated files are rejected, repaired and retried while the train worker of the first round keeps running. */
export const repairedFiles: Scenario = {
  name: "repaired-files",
  injects: "5 to 40 files truncated, repaired after the run, `ser retry` with the same workers",
  inCi: true,
  async run(world) {
    const source = join(world.dir, "corpus");
    await cp(world.laboratory.corpusDir, source, { recursive: true });
    const keys = [...world.laboratory.expected.rows.keys()];
    const spoilt = shuffled(keys, world.random).slice(0, world.draw(5, 40));
    for (const key of spoilt) {
      const bytes = await readFile(join(source, key));
      await writeFile(join(source, key), bytes.subarray(0, world.draw(44, bytes.length >> 1)));
    }
    await world.startRedis();
    const env = world.env();
    world.produce(env, source);
    world.work("extract", env);
    world.work("train", env);
    await world.check(new Set(spoilt));
    for (const key of spoilt) await writeFile(join(source, key), world.laboratory.corpus.get(key)!);
    await world.succeed(["retry", "chaos"]);
    await world.check();
    return spoilt.length;
  },
};

import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { damaged } from "../../support/mutations.js";
import { shuffled } from "../../../src/evaluation/seededRandom.js";
import type { Scenario } from "../scenario.js";

/** Recordings with damaged headers: each becomes a row or a rejection, and none crashes a worker. */
export const poison: Scenario = {
  name: "poison-files",
  injects: "20 to 60 recordings with damaged headers, emptied or filled with noise",
  inCi: false,
  async run(world) {
    const source = join(world.dir, "corpus");
    await cp(world.laboratory.corpusDir, source, { recursive: true });
    const keys = [...world.laboratory.expected.rows.keys()];
    const spoilt = shuffled(keys, world.random).slice(0, world.draw(20, 60));
    const next = (bound: number): number => world.random.nextBelow(bound);
    for (const key of spoilt) {
      const bytes = world.laboratory.corpus.get(key)!;
      const content = [
        () => bytes.subarray(0, next(100)),
        () => Uint8Array.from({ length: 1 + next(10_000) }, () => next(256)),
        () => damaged(bytes, next, 0, 44),
      ];
      await writeFile(join(source, key), world.oneOf(content)());
    }
    await world.startRedis();
    const env = world.env();
    world.produce(env, source);
    world.work("extract", env);
    world.work("train", env);
    await world.untilOver();
    await world.check(new Set(spoilt));
    return spoilt.length;
  },
};

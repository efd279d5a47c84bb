import { cp, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Scenario } from "../scenario.js";

/** Files are rewritten, replaced, truncated and deleted while they are listed and read. */
export const changingFiles: Scenario = {
  name: "changing-files",
  injects:
    "files replaced by equal ones, rewritten in place, truncated or deleted, one every 5 to 30 ms, during the run",
  inCi: false,
  async run(world) {
    const source = join(world.dir, "corpus");
    await cp(world.laboratory.corpusDir, source, { recursive: true });
    await world.startRedis();
    const env = world.env();
    world.produce(env, source);
    world.work("extract", env);
    const keys = [...world.laboratory.expected.rows.keys()];
    const corrupted = new Set<string>();
    let changes = 0;
    for (; changes < 300 && ((await world.status())?.stage ?? "listing") === "listing";) await sleep(10);
    for (; changes < 300 && ((await world.status())?.files.done ?? 0) + corrupted.size < keys.length; changes++) {
      const key = world.oneOf(keys);
      const path = join(source, key);
      const bytes = world.laboratory.corpus.get(key)!;
      if (corrupted.has(key)) continue;
      const change = world.oneOf(["replace", "replace", "rewrite", "cut", "delete"] as const);
      if (change !== "replace") corrupted.add(key); // a file may also be read while it is being rewritten
      if (change === "replace") {
        await writeFile(`${path}.new`, bytes);
        await rename(`${path}.new`, path);
      } else if (change === "rewrite") await writeFile(path, bytes);
      else if (change === "cut") await truncate(path, world.draw(0, bytes.length - 1));
      else await rm(path);
      await sleep(world.draw(5, 30));
    }
    world.work("train", env);
    await world.check(corrupted);
    return changes;
  },
};

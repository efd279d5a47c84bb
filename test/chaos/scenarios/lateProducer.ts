import { setTimeout as sleep } from "node:timers/promises";
import { check } from "../chaosError.js";
import { makeLongListing, slowListing } from "../longListing.js";
import type { Scenario } from "../scenario.js";

/**
 * A producer is suspended for longer than its lock lasts; another one completes the listing; then the first one
 * resumes.
 */
export const stoppedProducer: Scenario = {
  name: "stopped-producer",
  injects:
    "SIGSTOP of `ser produce` in mid-listing for longer than its lock, SIGCONT when another has listed everything",
  inCi: false,
  async run(world) {
    const source = await makeLongListing(world);
    await world.startRedis();
    const env = world.env();
    const first = world.produce(env, source, slowListing);
    world.work("extract", env);
    await world.until(({ files }) => files.queued >= 12, "the listing to begin");
    first.process.kill("SIGSTOP");
    await world.produce(env, source, slowListing).ended;
    const { files } = await world.until(({ stage }) => stage !== "listing", "another producer to end the listing");
    first.process.kill("SIGCONT");
    const endAt = performance.now() + world.draw(2_000, 8_000);
    while (performance.now() < endAt) {
      const now = (await world.status())?.files;
      check(now?.listed === files.listed, () => `${files.listed} files were listed, then ${now?.listed}`);
      await sleep(20);
    }
    world.work("train", env);
    await world.check();
    return 1;
  },
};

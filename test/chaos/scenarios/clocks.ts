import { fileURLToPath } from "node:url";
import { check } from "../chaosError.js";
import { needsS3, type Scenario } from "../scenario.js";

const shiftClock = fileURLToPath(new URL("../../support/shiftClock.cjs", import.meta.url));

/** Machines whose clocks are an hour apart, with retries. */
export const skewedClocks: Scenario = {
  name: "skewed-clocks",
  injects: "workers whose clocks are up to an hour ahead and behind; every tenth object fails once",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const s3 = await world.s3Proxy(20);
    const env = world.env({ s3 });
    s3.decide = ({ url }) => (url?.includes("Actor_") === true && world.chance(10) ? "slow-down" : "pass");
    const shifted = (sign: 1 | -1): Record<string, string> => ({
      ...env,
      NODE_OPTIONS: `--require=${shiftClock}`,
      CHAOS_CLOCK_MS: String(sign * world.draw(600_000, 3_600_000)),
    });
    world.produce(env);
    const ahead = world.work("extract", shifted(1));
    await world.untilDone(8);
    ahead.process.kill("SIGTERM");
    world.work("extract", env);
    world.work("train", shifted(-1));
    world.work("train", shifted(1));
    const { timings } = (await world.check()).report;
    const max = 600;
    for (const [name, sec] of Object.entries(timings))
      check(sec === undefined || (sec >= 0 && sec < max), () => `${name} is implausible: ${JSON.stringify(timings)}`);
    return 3;
  },
};

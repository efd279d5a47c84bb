import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { check } from "../chaosError.js";
import { checkInvariants } from "../outcome.js";
import type { SerProcess } from "../processes.js";
import type { Scenario } from "../scenario.js";
import { outcomeOf, runOptions } from "../undisturbed.js";

/** The documentation promises 10 s; a busy machine gets more. */
const endsWithinMs = 30_000;

/** The private Redis of `ser run` is killed while `ser run` and `ser status --watch` are using it. */
export const lostRedis: Scenario = {
  name: "lost-private-redis",
  injects: "SIGKILL of the private Redis of a `ser run` that `ser status --watch` looks at",
  inCi: true,
  async run(world) {
    const out = join(world.dir, "out");
    const env = world.env();
    const words = ["run", world.laboratory.corpusDir, "--out", out, ...runOptions];
    const run = world.processes.start(words, env);
    const url = await privateUrl(out, run);
    const watch = world.processes.start(["status", "--out", out, "--watch"], env);
    await sleep(world.draw(0, 1_500));
    await killServer(url);
    for (const [name, ended] of [
      ["ser run", run],
      ["ser status --watch", watch],
    ] as const) {
      const code = await Promise.race([ended.ended, sleep(endsWithinMs, "hangs" as const)]);
      check(code !== "hangs", () => `${name} did not end within ${endsWithinMs / 1_000} s: ${ended.output()}`);
      const traces = ended
        .output()
        .split("\n")
        .filter((line) => /^\s+at /.test(line));
      check(traces.length === 0, () => `${name} printed a stack trace: ${ended.output()}`);
    }
    check((await run.ended) === 1, () => `ser run did not exit with 1: ${run.output()}`);
    check(
      /^ser: the run's private Redis has exited/m.test(run.output()),
      () => `the output does not mention Redis: ${run.output()}`,
    );

    const again = world.processes.start(words, env);
    const code = await again.ended;
    check(code === 0, () => `the same command again ended with ${code}: ${again.output()}`);
    checkInvariants(await outcomeOf(world.processes, out, env), world.laboratory.expected);
    return 1;
  },
};

/** Address of a run's private server, once the run has started working. */
export async function privateUrl(out: string, run: SerProcess): Promise<string> {
  while (!/extracting|listing|training/.test(run.output())) {
    check(!run.hasEnded(), () => `ser run exited before it started working: ${run.output()}`);
    await sleep(20);
  }
  return (await readFile(join(out, "redis", "redis.url"), "utf8")).trim();
}

async function killServer(url: string): Promise<void> {
  const redis = await connectRedis(url);
  redis.on("error", () => undefined);
  const pid = Number(/process_id:(\d+)/.exec(await redis.info("server"))?.[1]);
  redis.disconnect();
  process.kill(pid, "SIGKILL");
}

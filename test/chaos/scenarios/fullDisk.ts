import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { check } from "../chaosError.js";
import { checkInvariants } from "../outcome.js";
import type { Scenario } from "../scenario.js";
import { outcomeOf, runOptions } from "../undisturbed.js";

const endsWithinMs = 60_000;
const maxLines = 200;

/** The disk of --out is full: the run ends with an error message, and resumes once there is space. */
export const fullDisk: Scenario = {
  name: "full-disk",
  injects: "a file system that has room for only 80 to 120 kB more, made larger afterwards",
  inCi: true,
  missing: () => (process.getuid?.() === 0 && mayMount() ? undefined : "needs the right to mount a file system"),
  async run(world) {
    const disk = join(world.dir, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "none", disk]);
    try {
      const out = join(disk, "out");
      const env = world.env();
      const ballast = join(disk, "ballast");
      const words = ["run", world.laboratory.corpusDir, "--out", out, ...runOptions];
      writeFileSync(ballast, Buffer.alloc(64 * 2 ** 20 - world.draw(80, 120) * 1_000, 1));
      const run = world.processes.start(words, env);
      const code = await Promise.race([run.ended, sleep(endsWithinMs, "hangs" as const)]);
      check(code !== "hangs", () => `ser run did not end within ${endsWithinMs / 1_000} s: ${tail(run.output())}`);
      check(code === 1, () => `ser run ended with ${String(code)}: ${tail(run.output())}`);
      check(
        /^ser: .*(disk|ENOSPC)/m.test(run.output()),
        () => `the output does not mention the disk: ${tail(run.output())}`,
      );
      const lines = run.output().split("\n").length;
      check(lines < maxLines, () => `${lines} lines in the log`);

      rmSync(ballast);
      const again = world.processes.start(words, env);
      const then = await again.ended;
      check(then === 0, () => `with free space, the same command exited with ${then}: ${tail(again.output())}`);
      checkInvariants(await outcomeOf(world.processes, out, env), world.laboratory.expected);
      return 1;
    } finally {
      await world.processes.killAll();
      execFileSync("umount", ["--lazy", disk]);
    }
  },
};

function mayMount(): boolean {
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function tail(text: string): string {
  return text.split("\n").slice(-12).join("\n");
}

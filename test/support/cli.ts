import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A `ser` that runs, from the sources. */
export interface RunningCli {
  readonly process: ChildProcess;
  /** what it has printed so far */
  stdout(): string;
  stderr(): string;
  /** Resolves when either stream has shown the text; fails if the program ends first. */
  shows(text: string | RegExp): Promise<void>;
  /** Resolves with its exit code (null after a signal) when it has ended. */
  ended(): Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Starts `ser ARGS`; what still runs when the test ends is killed. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCli {
  const child = spawn(process.execPath, ["--import", "tsx", "src/cli.ts", ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = once(child, "close") as Promise<[number | null]>;
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exit;
  });
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    async shows(text) {
      const isShown = (): boolean => {
        const shown = stdout + stderr;
        return typeof text === "string" ? shown.includes(text) : text.test(shown);
      };
      while (!isShown()) {
        const next = await Promise.race([
          once(child.stdout, "data"),
          once(child.stderr, "data"),
          exit.then(() => "end"),
        ]);
        if (next === "end" && !isShown())
          throw new Error(`ser ${args.join(" ")} ended without showing ${String(text)}:\n${stdout}${stderr}`);
      }
    },
    ended: async () => (await exit)[0],
    kill: (signal) => child.kill(signal),
  };
}

/** Runs `ser ARGS` to its end. */
export async function cli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const running = startCli(args, env);
  const code = await running.ended();
  return { code, stdout: running.stdout(), stderr: running.stderr() };
}

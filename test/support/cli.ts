import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach } from "vitest";
import { cliWords } from "./builtCli.js";

/** A running `ser` process. */
export interface RunningCli {
  readonly process: ChildProcess;
  /** its output so far */
  stdout(): string;
  stderr(): string;
  /** Resolves with its exit code (null after a signal) when it has exited. */
  ended(): Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

const root = fileURLToPath(new URL("../../", import.meta.url));

const started = new Set<{ child: ChildProcess; exit: Promise<unknown> }>();

async function killAll(): Promise<void> {
  for (const { child } of started) child.kill("SIGKILL");
  await Promise.all([...started].map(async ({ exit }) => exit));
}
afterEach(killAll);
afterAll(killAll);

/** Starts `ser ARGS`; it is killed if it is still running when the test ends. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCli {
  const child = spawn(process.execPath, [...cliWords(), ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = once(child, "close") as Promise<[number | null]>;
  const running = { child, exit };
  started.add(running);
  void exit.then(() => started.delete(running));
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended: async () => (await exit)[0],
    kill: (signal) => child.kill(signal),
  };
}

/** Runs `ser ARGS` to completion. */
export async function cli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const running = startCli(args, env);
  const code = await running.ended();
  return { code, stdout: running.stdout(), stderr: running.stderr() };
}

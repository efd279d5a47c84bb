import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built command, as on a machine of the fleet. SER_BENCH_DIST names a cli.js other than that in dist/. */
export function builtCli(): string {
  const cli = process.env["SER_BENCH_DIST"] ?? fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
  if (!existsSync(cli)) throw new Error(`${cli} is missing: npm run build makes it`);
  return cli;
}

/** A real `ser work extract --threads 1` in a separate process. */
export interface SerWorker {
  readonly process: ChildProcess;
  readonly pid: number;
  /** when it was started, and when it was connected and waiting for jobs, by performance.now() */
  readonly startedAt: number;
  readonly waiting: Promise<number>;
  stop(): Promise<void>;
}

export function startSerWorker(redisUrl: string, environment: Readonly<Record<string, string>> = {}): SerWorker {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [builtCli(), "work", "extract", "--threads", "1"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment, REDIS_URL: redisUrl, LOG_LEVEL: "info" },
  });
  const exit = once(child, "exit");
  let said = "";
  const waiting = new Promise<number>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes("waiting for jobs")) resolve(performance.now());
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    void exit.then(() => reject(new Error(`the worker ended: ${said}`)));
  });
  waiting.catch(() => undefined); // callers that await it see the error
  return {
    process: child,
    pid: child.pid!,
    startedAt,
    waiting,
    async stop() {
      child.kill("SIGKILL");
      await exit;
    },
  };
}

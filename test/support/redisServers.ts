import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "../../src/shared/redis/private/ports.js";

const execute = promisify(execFile);

/** Why a test cannot start Redis servers; undefined if it can. */
export async function missingRedisServer(): Promise<string | undefined> {
  try {
    await execute("redis-server", ["--version"]);
    await execute("redis-cli", ["--version"]);
    await execute("openssl", ["version"]);
    return undefined;
  } catch (error) {
    return `needs redis-server, redis-cli and openssl: ${(error as Error).message}`;
  }
}

export interface RedisServer {
  readonly port: number;
  /** Kills the server, like a power loss. */
  kill(): Promise<void>;
}

/**
 * Real Redis servers on loopback for one test file, in their own directory: plain, with TLS, as Sentinels or as a
 * cluster.
 */
export class RedisServers {
  readonly dir: string;
  readonly #children: ChildProcess[] = [];

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async begin(): Promise<RedisServers> {
    return new RedisServers(await mkdtemp(join(tmpdir(), "ser-test-redis-")));
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param config lines of redis.conf in addition to port and directory
   * @param options `ask`: arguments for redis-cli before the command, for a server with TLS or a login
   */
  async start(
    config: readonly string[],
    options: { readonly mode?: "sentinel"; readonly tls?: boolean; readonly ask?: readonly string[] } = {},
  ): Promise<RedisServer> {
    const port = await freePort();
    const file = join(this.dir, `${port}.conf`);
    const ports = options.tls === true ? [`tls-port ${port}`, "port 0"] : [`port ${port}`];
    await writeFile(file, [...ports, "bind 127.0.0.1", `dir ${this.dir}`, ...config].join("\n"));
    const mode = options.mode === "sentinel" ? ["--sentinel"] : [];
    const child = spawn("redis-server", [file, ...mode], { stdio: "ignore" });
    this.#children.push(child);
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}: ${config.join("; ")}`);
      return (await this.cli(port, ...(options.ask ?? []), "PING")).includes("PONG");
    });
    return { port, kill: async () => end(child) };
  }

  /** Runs redis-cli. @returns its output */
  async cli(port: number, ...args: readonly string[]): Promise<string> {
    const { stdout } = await execute("redis-cli", ["-p", String(port), ...args]).catch(() => ({ stdout: "" }));
    return stdout;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map(end));
    await rm(this.dir, { recursive: true, force: true });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

/** Polls until the condition holds; only the test's own timeout limits it. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

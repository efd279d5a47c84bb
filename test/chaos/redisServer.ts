import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { ping } from "../../src/shared/redis/private/ping.js";
import { freePort } from "../../src/shared/redis/private/ports.js";
import { ChaosError } from "./chaosError.js";

const password = "chaos";

/** A real Redis with an append-only file, which can be killed, paused and started again on the same port. */
export class RedisServer {
  readonly port: number;
  readonly dir: string;
  readonly #config: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(dir: string, port: number, config: readonly string[]) {
    this.dir = dir;
    this.port = port;
    this.#config = config;
  }

  /** @param config words of redis-server's command line besides */
  static async begin(dir: string, config: readonly string[] = []): Promise<RedisServer> {
    await mkdir(dir, { recursive: true });
    const server = new RedisServer(dir, await freePort(), config);
    await server.start();
    return server;
  }

  /** @param port of a proxy before the server */
  url(port = this.port): string {
    return `redis://default:${password}@127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const fixed = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.dir, "--requirepass", password];
    const durable = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""];
    const child = spawn("redis-server", [...fixed, ...durable, ...this.#config], { stdio: "ignore" });
    this.#child = child;
    while ((await ping(this.port, password)) !== "ready") {
      if (child.exitCode !== null) throw new ChaosError(`redis-server ended with ${child.exitCode}`);
      await sleep(50);
    }
  }

  /** Ends it as a crash of its process would. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  /** Stops it without ending it, as a machine that swaps or a long fork does. */
  async pause(ms: number): Promise<void> {
    this.#child?.kill("SIGSTOP");
    await sleep(ms);
    this.#child?.kill("SIGCONT");
  }
}

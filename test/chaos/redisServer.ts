import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ping } from "../../src/shared/redis/private/ping.js";
import { freePort } from "../../src/shared/redis/private/ports.js";
import { ChaosError } from "./chaosError.js";

/** A real Redis with an append-only file that can be killed, paused and restarted on the same port. */
export class RedisServer {
  readonly port: number;
  readonly dir: string;
  readonly password = "chaos";
  readonly #config: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(dir: string, port: number, config: readonly string[]) {
    this.dir = dir;
    this.port = port;
    this.#config = config;
  }

  /** @param config further arguments for redis-server */
  static async begin(dir: string, config: readonly string[] = []): Promise<RedisServer> {
    await mkdir(dir, { recursive: true });
    const server = new RedisServer(dir, await freePort(), config);
    await server.start();
    return server;
  }

  /** @param port the server's, or that of a proxy in front of it */
  url(port = this.port): string {
    return `redis://default:${this.password}@127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const fixed = [
      "--port",
      String(this.port),
      "--bind",
      "127.0.0.1",
      "--dir",
      this.dir,
      "--requirepass",
      this.password,
    ];
    const durable = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""];
    const child = spawn("redis-server", [...fixed, ...durable, ...this.#config], { stdio: "ignore" });
    this.#child = child;
    while ((await ping(this.port, this.password)) !== "ready") {
      if (child.exitCode !== null) throw new ChaosError(`redis-server ended with ${child.exitCode}`);
      await sleep(50);
    }
  }

  /** Kills the process, as in a crash. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  /** Takes a copy of its data directory. */
  async copyDisk(): Promise<void> {
    await rm(this.#copy, { recursive: true, force: true });
    await cp(join(this.dir, "appendonlydir"), this.#copy, { recursive: true });
  }

  /** Restores the copied data directory, as if a power cut had lost the last writes. The server must not be running. */
  async loseSinceCopy(): Promise<void> {
    await rm(join(this.dir, "appendonlydir"), { recursive: true });
    await cp(this.#copy, join(this.dir, "appendonlydir"), { recursive: true });
  }

  get #copy(): string {
    return join(this.dir, "copy");
  }

  /** Suspends the process, as swapping or a long fork would. */
  async pause(ms: number): Promise<void> {
    this.stop();
    await sleep(ms);
    this.goOn();
  }

  stop(): void {
    this.#child?.kill("SIGSTOP");
  }

  goOn(): void {
    this.#child?.kill("SIGCONT");
  }
}

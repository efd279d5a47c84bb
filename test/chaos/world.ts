import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RandomSource } from "../../src/evaluation/seededRandom.js";
import { runStatus, type RunStatus } from "../../src/runs/runStatus.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { startFaultyProxy, type FaultyProxy } from "../support/faultyProxy.js";
import { silentLogger } from "../support/logger.js";
import { startTcpProxy, type TcpProxy } from "../support/tcpProxy.js";
import type { Laboratory } from "./laboratory.js";
import { checkInvariants, readOutcome, type Outcome } from "./outcome.js";
import { Processes, type SerProcess } from "./processes.js";
import { RedisServer } from "./redisServer.js";
import { ChaosError } from "./chaosError.js";
import { runName, runOptions } from "./undisturbed.js";

const prefix = "{chaos}";

/** Time limit for everything that is awaited; generous, because a busy machine is slow. */
const endsWithinMs = 240_000;

/** The environment of one scenario: its servers, proxies and `ser` processes, all stopped when it ends. */
export class World {
  readonly laboratory: Laboratory;
  readonly random: RandomSource;
  /** an empty directory for this scenario */
  readonly dir: string;
  readonly processes = new Processes();
  /** options of every `ser produce` and `ser run` */
  readonly options = runOptions;
  readonly #closing: (() => Promise<unknown>)[] = [];
  #services: Promise<Services> | undefined;
  #redis: RedisServer | undefined;

  constructor(laboratory: Laboratory, random: RandomSource, dir: string) {
    this.laboratory = laboratory;
    this.random = random;
    this.dir = dir;
  }

  /** A random integer from `min` to `max`. */
  draw(min: number, max: number): number {
    return min + this.random.nextBelow(max - min + 1);
  }

  /** True with the given probability in per cent. */
  chance(percent: number): boolean {
    return this.random.nextBelow(100) < percent;
  }

  oneOf<T>(items: readonly T[]): T {
    return items[this.random.nextBelow(items.length)]!;
  }

  async startRedis(config: readonly string[] = []): Promise<RedisServer> {
    const server = await RedisServer.begin(join(this.dir, "redis"), config);
    this.#redis = server;
    this.#closing.push(async () => server.kill());
    return server;
  }

  /** Uses another server in place of the scenario's Redis. */
  async moveTo(server: RedisServer): Promise<void> {
    (await this.#services)?.address.redis.disconnect();
    this.#services = undefined;
    this.#redis = server;
  }

  /** A proxy in front of the scenario's Redis. */
  async redisProxy(): Promise<TcpProxy> {
    const proxy = await startTcpProxy(this.#server().port);
    this.#closing.push(async () => proxy.stop());
    return proxy;
  }

  /** A proxy in front of S3 that delays each object, so that a run lasts long enough to be disturbed. */
  async s3Proxy(delayMs: number): Promise<FaultyProxy> {
    const proxy = await startFaultyProxy(this.#s3()["AWS_ENDPOINT_URL_S3"]!);
    proxy.beforePass = async () => sleep(delayMs);
    this.#closing.push(async () => proxy.stop());
    return proxy;
  }

  /** Environment variables for a `ser` that uses the scenario's Redis and S3, optionally through proxies. */
  env({ redis, s3 }: { redis?: TcpProxy; s3?: { readonly url: string } } = {}): Record<string, string> {
    const server = this.#redis;
    return {
      ...("missing" in this.laboratory.s3 ? {} : this.laboratory.s3.environment),
      ...(s3 === undefined ? {} : { AWS_ENDPOINT_URL_S3: s3.url }),
      ...(server === undefined ? {} : { REDIS_URL: server.url(redis?.port), SER_PREFIX: prefix }),
      LOG_LEVEL: "warn",
    };
  }

  /** Starts `ser produce` for the bucket or another source. */
  produce(
    env: Readonly<Record<string, string>>,
    source = `s3://${this.laboratory.bucket}`,
    more: readonly string[] = [],
  ): SerProcess {
    return this.processes.start(["produce", source, ...runOptions, ...more], env);
  }

  /** @param program of another build */
  work(kind: "extract" | "train", env: Readonly<Record<string, string>>, program?: string): SerProcess {
    return this.processes.start(["work", kind, "--threads", "1"], env, program);
  }

  /** Direct access to the run's data, for scenarios that need more than `ser status` shows. */
  async services(): Promise<Services> {
    this.#services ??= openServices(this.#server().url(), prefix, silentLogger);
    return this.#services;
  }

  /** The run's status; undefined while there is no run or Redis does not respond. */
  async status(): Promise<RunStatus | undefined> {
    return runStatus(await this.services(), runName);
  }

  /** Waits until the status meets the condition. @throws ChaosError if it never does */
  async until(isSo: (status: RunStatus) => boolean, what: string): Promise<RunStatus> {
    return this.#until(isSo, what);
  }

  /** Waits until the given number of files are done. */
  async untilDone(files: number): Promise<void> {
    await this.#until(({ files: { done, rejected } }) => done + rejected >= files, `${files} files to be done`);
  }

  /** Waits for the end of the run. @throws ChaosError if it fails or does not end */
  async untilOver(): Promise<void> {
    const status = await this.#until(({ stage }) => stage === "done" || stage === "failed", "the run to end");
    if (status.stage === "failed") throw new ChaosError(`the run failed: ${status.failure ?? "without a reason"}`);
  }

  /** The run's results, as `ser report` and `ser export` write them. */
  async outcome(): Promise<Outcome> {
    const out = join(this.dir, "out");
    const lines = join(this.dir, "rows.jsonl");
    await this.succeed(["report", runName, "--out", out]);
    await this.succeed(["export", runName, "--format", "jsonl", "--out", lines]);
    return readOutcome(out, lines);
  }

  /** Waits for the end of the run and checks that nothing is lost, duplicated or changed. @returns its results */
  async check(mayReject?: ReadonlySet<string>): Promise<Outcome> {
    await this.untilOver();
    const outcome = await this.outcome();
    checkInvariants(outcome, this.laboratory.expected, mayReject);
    return outcome;
  }

  /** Runs `ser ARGS` to completion. @throws ChaosError unless it succeeds */
  async succeed(args: readonly string[], env = this.env()): Promise<void> {
    const done = this.processes.start(args, env);
    const code = await done.ended;
    if (code !== 0) throw new ChaosError(`ser ${args[0]} ended with ${code}: ${done.output()}`);
  }

  async close(): Promise<void> {
    await this.processes.killAll();
    const services = await this.#services?.catch(() => undefined);
    services?.address.redis.disconnect();
    for (const close of this.#closing.reverse()) await close();
  }

  async #until(isSo: (status: RunStatus) => boolean, what: string): Promise<RunStatus> {
    const giveUpAt = performance.now() + endsWithinMs;
    let last: RunStatus | undefined;
    while (performance.now() < giveUpAt) {
      last = await this.status();
      if (last !== undefined && isSo(last)) return last;
      await sleep(100);
    }
    throw new ChaosError(`waited ${endsWithinMs / 1_000} s for ${what}; last seen: ${JSON.stringify(last)}`);
  }

  #server(): RedisServer {
    if (this.#redis === undefined) throw new Error("the scenario has started no Redis");
    return this.#redis;
  }

  #s3(): Readonly<Record<string, string>> {
    const { s3 } = this.laboratory;
    if ("missing" in s3) throw new Error(s3.missing);
    return s3.environment;
  }
}

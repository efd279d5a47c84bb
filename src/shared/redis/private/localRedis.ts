import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ConfigError } from "../../errors.js";
import { lockDirectory } from "./directoryLock.js";
import { findRedis, REDIS_IMAGE, type RedisProgram } from "./findRedis.js";
import { CONFIG_FILE, Keeper, LOG_FILE, URL_FILE } from "./keeper.js";
import { removeStalePolicy } from "./servicePolicy.js";
import { ping } from "./ping.js";
import { freePort, isFree } from "./ports.js";
import { tail } from "./execCommand.js";

/** A private Redis server: it listens only on loopback, requires a password, and stops when this process exits. */
export interface LocalRedis {
  /** redis://default:PASSWORD@127.0.0.1:PORT */
  readonly url: string;
  /** Resolves when the server has exited, for any reason. */
  readonly ended: Promise<unknown>;
  /** Stops the server and returns when it has exited. Safe to call twice. */
  stop(): Promise<void>;
}

export interface LocalRedisOptions {
  /** The server's directory: its data, its log, and `redis.url` while it runs. Created if missing. */
  readonly dir: string;
  /** Keep the data (an append-only file, written out every second) for the next start in the same directory. */
  readonly persist: boolean;
  /** Receives messages for the user, one line each: that a package is being installed, for instance. */
  readonly log?: (line: string) => void;
  /** false: do not install Redis if it is missing. @defaultValue true */
  readonly install?: boolean | undefined;
  /** Proposes a port; tests use it to propose a port that is taken. */
  readonly choosePort?: () => Promise<number>;
}

// Another program may take the port between finding it and starting the server: try a few times.
const PORT_ATTEMPTS = 5;
// A server responds within a fraction of a second, a container within a few; one that reads its data may take longer.
const ANSWER_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 20;

/**
 * Starts a private Redis in `dir`, see findRedis. It stops when this process exits, however that happens; a later start
 * in the same directory first waits until it has exited.
 *
 * @throws ConfigError if there is no Redis, another process holds `dir`, or the server does not start
 */
export async function startLocalRedis(options: LocalRedisOptions): Promise<LocalRedis> {
  const dir = resolve(options.dir);
  await removeStalePolicy();
  const program = await findRedis({ log: options.log ?? (() => undefined), install: options.install });
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700).catch(() => undefined); // an existing directory: ours, or another user's, who then decides
  for (let attempt = 1; ; attempt++) {
    const port = await (options.choosePort ?? freePort)();
    const redis = await startOnPort(dir, port, program, options.persist);
    if (redis !== null) return redis;
    // Find out whether the address is in use by connecting to the port, not from the server's log.
    if (attempt >= PORT_ATTEMPTS || (await isFree(port))) {
      const log = await readFile(join(dir, LOG_FILE), "utf8").catch(() => "(no log)");
      throw new ConfigError([`the private Redis in ${dir} does not start; the end of its log:\n${tail(log)}`]);
    }
  }
}

/** The URL of the private Redis running in `dir`, for another process of the same user; null if none is running. */
export async function localRedisUrl(dir: string): Promise<string | null> {
  try {
    return (await readFile(join(dir, URL_FILE), "utf8")).trim();
  } catch {
    return null;
  }
}

/** @returns null if the server exited before it responded */
async function startOnPort(
  dir: string,
  port: number,
  program: RedisProgram,
  persist: boolean,
): Promise<LocalRedis | null> {
  const password = randomBytes(24).toString("hex");
  const keeper = startKeeper(dir, port, program);
  try {
    await lockDirectory(dir, await keeper.pid());
    await writePrivately(join(dir, CONFIG_FILE), serverConfig(program, port, password, persist));
    keeper.startServer();
    if (!(await isReady(keeper, port, password))) {
      await keeper.end();
      return null;
    }
    const url = `redis://default:${password}@127.0.0.1:${port}`;
    await writePrivately(join(dir, URL_FILE), `${url}\n`);
    return { url, ended: keeper.ended, stop: () => keeper.end() };
  } catch (error) {
    await keeper.end();
    throw error;
  }
}

function startKeeper(dir: string, port: number, program: RedisProgram): Keeper {
  if (program.kind === "program") return new Keeper(dir, [program.command, CONFIG_FILE]);
  const name = `ser-redis-${randomBytes(6).toString("hex")}`;
  const options = [
    ["--name", name],
    ["--publish", `127.0.0.1:${port}:${CONTAINER_PORT}`],
    ["--mount", `type=bind,"source=${dir.replaceAll('"', '""')}",target=/data`],
    // Runs as our user and without the image's entrypoint, which would give our directory to the image's own user.
    process.getuid === undefined ? [] : ["--user", `${process.getuid()}:${process.getgid?.() ?? 0}`],
    ["--entrypoint", "redis-server"],
  ];
  return new Keeper(dir, ["docker", "run", "--rm", ...options.flat(), REDIS_IMAGE, `/data/${CONFIG_FILE}`], name);
}

const CONTAINER_PORT = 6379;

/** BullMQ needs `noeviction`; the append-only file replaces snapshots, which could lose minutes. */
function serverConfig(program: RedisProgram, port: number, password: string, persist: boolean): string {
  // Inside a container, loopback would be the container's own: Docker publishes its port on the host's.
  const [address, listenPort] = program.kind === "container" ? ["0.0.0.0", CONTAINER_PORT] : ["127.0.0.1", port];
  return [
    `bind ${address}`,
    `port ${listenPort}`,
    `requirepass ${password}`,
    "daemonize no",
    'save ""',
    `appendonly ${persist ? "yes" : "no"}`,
    "appendfsync everysec",
    "maxmemory-policy noeviction",
    "",
  ].join("\n");
}

/** Waits for the first response. @returns false if the server exited instead, or never responded */
async function isReady(keeper: Keeper, port: number, password: string): Promise<boolean> {
  let giveUpAt = Date.now() + ANSWER_WITHIN_MS;
  while (!keeper.hasEnded && Date.now() < giveUpAt) {
    const answer = await Promise.race([ping(port, password), keeper.ended.then(() => "none")]);
    if (answer === "ready") return !keeper.hasEnded;
    if (answer === "loading") giveUpAt = Date.now() + ANSWER_WITHIN_MS;
    await delay(LOOK_AGAIN_MS);
  }
  return false;
}

/** The file holds the password: only this user can read it, and it is written atomically. */
async function writePrivately(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, text, { mode: 0o600 });
  await rename(unfinished, file);
}

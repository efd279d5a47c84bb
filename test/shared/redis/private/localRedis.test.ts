import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConfigError } from "../../../../src/shared/errors.js";
import {
  localRedisUrl,
  startLocalRedis,
  type LocalRedis,
  type LocalRedisOptions,
} from "../../../../src/shared/redis/private/localRedis.js";
import { isFree, freePort } from "../../../../src/shared/redis/private/ports.js";
import { longTimeout } from "../../../support/longTimeout.js";

let dir: string;
let started: LocalRedis[];
let children: ChildProcess[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "ser-local-redis-"));
  started = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(started.map((redis) => redis.stop()));
  await vi.waitUntil(async () => !(await readdir(dir)).includes("redis.lock"), longTimeout);
  await rm(dir, { recursive: true });
});

async function start(options: Partial<LocalRedisOptions> = {}): Promise<LocalRedis> {
  const redis = await startLocalRedis({ dir, persist: false, ...options });
  started.push(redis);
  return redis;
}

/** Runs one command on a separate connection. */
async function ask(url: string, ...command: [string, ...string[]]): Promise<unknown> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await client.call(...command);
  } finally {
    client.disconnect();
  }
}

/** Starts a private Redis in another process. @returns that process and the URL */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const program = fileURLToPath(new URL("../../../support/privateRedisProgram.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program, dir], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: line.toString().trim() };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

describe("a private Redis", () => {
  test("responds at its URL", async () => {
    const { url } = await start();
    expect(await ask(url, "PING")).toBe("PONG");
  });

  test("rejects a client without its password", async () => {
    const { url } = await start();
    const socket = connect(portOf(url), "127.0.0.1", () => socket.write("PING\r\n"));
    const [answer] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^-NOAUTH/);
  });

  test("never evicts a key, as BullMQ requires", async () => {
    const { url } = await start();
    expect(await ask(url, "CONFIG", "GET", "maxmemory-policy")).toEqual(["maxmemory-policy", "noeviction"]);
  });

  test("listens on loopback only", async () => {
    const { url } = await start();
    expect(await ask(url, "CONFIG", "GET", "bind")).toEqual(["bind", "127.0.0.1"]);
  });

  test("stores its URL for other processes of the same user only", async () => {
    const { url } = await start();
    expect(await localRedisUrl(dir)).toBe(url);
    expect((await stat(join(dir, "redis.url"))).mode & 0o777).toBe(0o600);
  });

  test("keeps its password in a file that only the same user can read", async () => {
    const { url } = await start();
    const file = join(dir, "redis.conf");
    expect(await readFile(file, "utf8")).toContain(new URL(url).password);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("lets no other user of the machine read its data", async () => {
    const inner = join(dir, "redis");
    const redis = await start({ dir: inner, persist: true });
    await ask(redis.url, "SET", "upload", "a voice");
    await redis.stop();
    const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    expect(await modeOf(inner)).toBe(0o700);
    const files = await readdir(join(inner, "appendonlydir"));
    expect(files.length).toBeGreaterThan(0);
    expect(await modeOf(join(inner, "appendonlydir"))).toBe(0o700);
    for (const file of files) expect(await modeOf(join(inner, "appendonlydir", file))).toBe(0o600);
  });

  test("leaves no file except its log when it stops", async () => {
    await (await start()).stop();
    expect(await readdir(dir)).toEqual(["redis.log"]);
  });

  test("has exited when stop returns", async () => {
    const redis = await start();
    await redis.stop();
    expect(await isFree(portOf(redis.url))).toBe(true);
  });

  test("can be stopped twice", async () => {
    const redis = await start();
    await redis.stop();
    await expect(redis.stop()).resolves.toBeUndefined();
  });

  test("keeps its data across a restart with persist", async () => {
    const first = await start({ persist: true });
    await ask(first.url, "SET", "actor", "12");
    await first.stop();
    const second = await start({ persist: true });
    expect(await ask(second.url, "GET", "actor")).toBe("12");
  });

  test("writes no data without persist", async () => {
    const redis = await start({ persist: false });
    await ask(redis.url, "SET", "actor", "12");
    await redis.stop();
    expect(await readdir(dir)).not.toContain("appendonlydir");
  });

  test("chooses another port if its first choice is taken", async () => {
    const thief = createServer();
    thief.listen(0, "127.0.0.1");
    await once(thief, "listening");
    const taken = (thief.address() as AddressInfo).port;
    const ports = [taken, await freePort()];
    const redis = await start({ choosePort: () => Promise.resolve(ports.shift()!) });
    expect(portOf(redis.url)).not.toBe(taken);
    expect(await ask(redis.url, "PING")).toBe("PONG");
    thief.close();
  });

  test("reports the reason from its log if it cannot start", async () => {
    await writeFile(join(dir, "appendonlydir"), "a file where the server wants a directory");
    await expect(start({ persist: true })).rejects.toThrow(/does not start; the end of its log:[^]*appendonly/i);
  });
});

describe("a directory with a private Redis", () => {
  test("rejects a second one, naming the process that holds it", async () => {
    const { child } = await startElsewhere();
    const second = start();
    await expect(second).rejects.toBeInstanceOf(ConfigError);
    await expect(second).rejects.toThrow(`is in use: process ${child.pid} runs a private Redis there`);
  });

  test("keeps serving the first when it rejects the second", async () => {
    const { url } = await start();
    await expect(start()).rejects.toThrow(ConfigError);
    expect(await ask(url, "PING")).toBe("PONG");
    expect(await localRedisUrl(dir)).toBe(url);
  });

  test("is taken over with its data if its holder was killed with SIGKILL", async () => {
    const { child, url } = await startElsewhere();
    await ask(url, "SET", "actor", "12");
    child.kill("SIGKILL");
    await once(child, "exit");
    const second = await start({ persist: true });
    expect(await ask(second.url, "GET", "actor")).toBe("12");
    expect(await isFree(portOf(url))).toBe(true);
  });

  test("is free if the lock's process id now belongs to another program", async () => {
    const other = { pid: process.pid, identity: "another start time" };
    await writeFile(join(dir, "redis.lock"), JSON.stringify({ holder: other, keeper: other }));
    const { url } = await start();
    expect(await ask(url, "PING")).toBe("PONG");
  });

  test("is free if the lock file cannot be read", async () => {
    await writeFile(join(dir, "redis.lock"), "not a lock");
    const { url } = await start();
    expect(await ask(url, "PING")).toBe("PONG");
  });
});

test("a private Redis exits, and leaves only data and log, if its process is killed with SIGKILL", async () => {
  const { child, url } = await startElsewhere();
  child.kill("SIGKILL");
  await vi.waitUntil(async () => !(await readdir(dir)).includes("redis.lock"), longTimeout);
  expect(await isFree(portOf(url))).toBe(true);
  expect((await readdir(dir)).sort()).toEqual(["appendonlydir", "redis.log"]);
});

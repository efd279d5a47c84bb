import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ConfigError } from "../../errors.js";
import { linkIfFree } from "../../linkIfFree.js";
import { processIdentity } from "./processIdentity.js";

export const LOCK_FILE = "redis.lock";

// A server whose parent has exited flushes its AOF and exits, usually within a fraction of a second.
const GONE_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/** A process named in the lock. */
interface Owner {
  readonly pid: number;
  readonly identity: string;
}

/** The lock's content. `holder` runs the command; `keeper` outlives it until its server has ended. */
interface Lock {
  readonly holder: Owner;
  readonly keeper: Owner;
}

/**
 * Locks a data directory for one server. The keeper releases the lock as its last step, so a directory is free again
 * only when its server has exited, even if the command was killed.
 *
 *     no lock, or both dead ──▶ taken      holder dead, keeper alive ──▶ wait      holder alive ──▶ refused
 *
 * @throws ConfigError naming the pid if a running process holds the directory
 */
export async function lockDirectory(dir: string, keeperPid: number): Promise<void> {
  const lockFile = join(dir, LOCK_FILE);
  const mine = `${lockFile}.${process.pid}.${keeperPid}`;
  const lock: Lock = { holder: await owner(process.pid), keeper: await owner(keeperPid) };
  await writeFile(mine, JSON.stringify(lock), { mode: 0o600 });
  try {
    const giveUpAt = Date.now() + GONE_WITHIN_MS;
    // A hard link is created atomically: no reader sees a half-written lock.
    while (!(await linkIfFree(mine, lockFile))) {
      await makeWay(dir, giveUpAt);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** Removes a lock whose owners are gone; waits a moment if the old server is still shutting down. */
async function makeWay(dir: string, giveUpAt: number): Promise<void> {
  const lockFile = join(dir, LOCK_FILE);
  const text = await readIfThere(lockFile);
  if (text === null) return;
  const lock = parseLock(text);
  if (lock !== null && (await isAlive(lock.holder))) {
    throw new ConfigError([
      `${dir} is in use: process ${lock.holder.pid} runs a private Redis there. ` +
        "Wait for it to end, stop it, or choose another directory.",
    ]);
  }
  if (lock !== null && (await isAlive(lock.keeper))) {
    if (Date.now() > giveUpAt) {
      throw new ConfigError([
        `${dir}: the Redis of an earlier run (under process ${lock.keeper.pid}) does not end. Stop that process, then try again.`,
      ]);
    }
    await delay(LOOK_AGAIN_MS);
    return;
  }
  await removeStale(lockFile, text);
}

/** Removes the lock only if it is still the one that was checked: another process may have replaced it meanwhile. */
async function removeStale(lockFile: string, expected: string): Promise<void> {
  const aside = `${lockFile}.${process.pid}.stale`;
  try {
    await rename(lockFile, aside);
  } catch {
    return;
  }
  if ((await readIfThere(aside)) !== expected) await linkIfFree(aside, lockFile);
  await rm(aside, { force: true });
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** @returns null if the file is not one of our locks: it is ignored */
function parseLock(text: string): Lock | null {
  try {
    const lock = JSON.parse(text) as Partial<Lock>;
    return isOwner(lock.holder) && isOwner(lock.keeper) ? { holder: lock.holder, keeper: lock.keeper } : null;
  } catch {
    return null;
  }
}

function isOwner(value: unknown): value is Owner {
  const { pid, identity } = (value ?? {}) as Partial<Owner>;
  return typeof pid === "number" && typeof identity === "string";
}

async function owner(pid: number): Promise<Owner> {
  return { pid, identity: (await processIdentity(pid)) ?? "" };
}

async function isAlive({ pid, identity }: Owner): Promise<boolean> {
  return (await processIdentity(pid)) === identity;
}

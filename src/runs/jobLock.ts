import type { RedisClient } from "../shared/redis/connectRedis.js";

/**
 * The lock by which a worker holds a job: BullMQ stores the holder's token under this key and lets it run out. What a
 * job stores carries the lock, and Redis compares the token in the same script as it writes: a worker that was cut off
 * or stopped for longer than its lock changes nothing when it comes back, and neither does a command that waited in its
 * connection's queue meanwhile.
 */
export interface JobLock {
  readonly key: string;
  readonly token: string;
}

/** The job belongs to another worker now, or to none. Nothing was stored. */
export class LockLostError extends Error {
  override readonly name = "LockLostError";

  constructor(lock: JobLock) {
    super(
      `${lock.key}: lost: its run was cancelled, or this worker was cut off for so long that another one does the job`,
    );
  }
}

/** The reply of a script whose lock is lost. */
const lost = "lock lost";

const checkLock = `if ARGV[1] ~= "" and redis.call("GET", KEYS[1]) ~= ARGV[1] then return "${lost}" end\n`;

/**
 * Runs a script that writes for a job, if the job's lock is still held.
 *
 * @param lock   undefined for writes that belong to no job
 * @param script finds its own keys and arguments from KEYS[2] and ARGV[2] on
 * @throws LockLostError if the lock is lost; the script has not begun then
 */
export async function evalHeld(
  redis: RedisClient,
  lock: JobLock | undefined,
  script: string,
  keys: readonly [string, ...string[]],
  args: readonly (string | number | Buffer)[],
): Promise<unknown> {
  const answer = await redis.eval(
    checkLock + script,
    keys.length + 1,
    lock?.key ?? keys[0],
    ...keys,
    lock?.token ?? "",
    ...args,
  );
  if (answer === lost && lock !== undefined) throw new LockLostError(lock);
  return answer;
}

/**
 * For what is stored elsewhere than in Redis: asks right before. Between answer and write lie milliseconds.
 *
 * @throws LockLostError if the lock is lost
 */
export async function requireHeld(redis: RedisClient, lock: JobLock): Promise<void> {
  await evalHeld(redis, lock, "return 1", [lock.key], []);
}

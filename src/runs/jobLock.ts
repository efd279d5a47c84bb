import type { RedisClient } from "../shared/redis/connectRedis.js";

/**
 * The lock by which a worker holds a job: BullMQ stores the holder's token under this key with an expiry time. Every
 * write of a job carries the lock, and Redis compares the token in the same script that writes. So a worker that was
 * disconnected or suspended for longer than its lock lasts cannot change anything when it resumes, and neither can a
 * command that was queued in its connection meanwhile.
 */
export interface JobLock {
  readonly key: string;
  readonly token: string;
}

/** The lock has been lost: the job now belongs to another worker, or to none. Nothing was stored. */
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
 * @param script has its own keys and arguments from KEYS[2] and ARGV[2] on
 * @throws LockLostError if the lock is lost; in that case the script has not run
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
 * For writes outside Redis: checks the lock immediately before. A few milliseconds remain between check and write.
 *
 * @throws LockLostError if the lock is lost
 */
export async function requireHeld(redis: RedisClient, lock: JobLock): Promise<void> {
  await evalHeld(redis, lock, "", [lock.key], []);
}

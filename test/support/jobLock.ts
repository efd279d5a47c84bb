import type { JobLock } from "../../src/runs/jobLock.js";
import type { QueueAddress } from "../../src/runs/queues/queueAddress.js";

/** Acquires the lock of a job as BullMQ does, until the test passes it to another token or removes it. */
export async function takeLock(
  { redis, prefix }: Pick<QueueAddress, "redis" | "prefix">,
  queue: string,
  jobId: string,
  token = "mine",
): Promise<JobLock> {
  const key = `${prefix}:${queue}:${jobId}:lock`;
  await redis.set(key, token);
  return { key, token };
}

import { retryPolicy } from "../jobs.js";
import { redisNow } from "../../shared/redis/clock.js";
import type { QueueName } from "../jobs.js";
import type { QueueAddress } from "./queueAddress.js";
import { openQueue } from "./openQueue.js";

const lookEveryMs = 5_000;
const maxAtOnce = 100;

/** BullMQ's scores of delayed jobs: the time in ms times this, plus a counter. */
const scoresPerMs = 0x1000;

/** The longest possible delay of a retry: the policy's last delay with its jitter. */
const longestDelayMs = retryPolicy.backoff.delay * 2 ** retryPolicy.attempts * (1 + retryPolicy.backoff.jitter);

/**
 * Promotes retries that a wrong clock holds up. BullMQ sets a job's delay by the clock of the machine where it failed
 * and ends it by the clock of another: a machine that is an hour ahead would delay it for an hour. This code uses
 * Redis' own clock to find jobs that are due, or delayed for longer than any retry.
 */
export function releaseDelayedJobs(
  { redis, prefix }: QueueAddress,
  name: QueueName,
  everyMs = lookEveryMs,
): { close(): Promise<void> } {
  const queue = openQueue(name, { connection: redis, prefix });
  const release = async (): Promise<void> => {
    const now = await redisNow(redis);
    const delayed = queue.toKey("delayed");
    const [due, tooFar] = await Promise.all([
      redis.zrangebyscore(delayed, 0, (now - everyMs) * scoresPerMs, "LIMIT", 0, maxAtOnce),
      redis.zrangebyscore(delayed, (now + longestDelayMs) * scoresPerMs, "+inf", "LIMIT", 0, maxAtOnce),
    ]);
    // Another worker may have promoted it meanwhile; BullMQ then rejects this call.
    for (const id of [...due, ...tooFar]) await (await queue.getJob(id))?.promote().catch(() => undefined);
  };
  const timer = setInterval(() => void release().catch(() => undefined), everyMs).unref();
  return {
    async close() {
      clearInterval(timer);
      await queue.close();
    },
  };
}

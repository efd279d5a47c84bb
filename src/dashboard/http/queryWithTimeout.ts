import { TransientError } from "../../shared/errors.js";
import { withTimeout } from "../../shared/async/withTimeout.js";
import type { Services } from "../../runs/services.js";

/** Redis answers within milliseconds; while it is away, commands wait for it to come back, which a client need not. */
const usualLimitMs = 3_000;

/**
 * What a question to Redis comes to.
 *
 * @throws TransientError at once while the connection is down, and where no answer comes in time
 */
export async function queryWithTimeout<T>(
  { address }: Pick<Services, "address">,
  ask: () => Promise<T>,
  limitMs = usualLimitMs,
): Promise<T> {
  if (address.redis.status !== "ready") throw new TransientError("the queue is down: no connection to Redis");
  return withTimeout(ask(), limitMs, "the queue is down: no reply from Redis within");
}

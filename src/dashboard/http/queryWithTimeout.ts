import { TransientError } from "../../shared/errors.js";
import { withTimeout } from "../../shared/async/withTimeout.js";
import type { Services } from "../../runs/services.js";

/**
 * Redis replies within milliseconds. While it is down, commands queue until it is back, but a client should not wait.
 */
const defaultTimeoutMs = 3_000;

/**
 * Runs a Redis query with a time limit.
 *
 * @throws TransientError immediately while the connection is down, or if no reply comes within `timeoutMs`
 */
export async function queryWithTimeout<T>(
  { address }: Pick<Services, "address">,
  query: () => Promise<T>,
  timeoutMs = defaultTimeoutMs,
): Promise<T> {
  if (address.redis.status !== "ready") throw new TransientError("the queue is down: no connection to Redis");
  return withTimeout(query(), timeoutMs, "the queue is down: no reply from Redis within");
}

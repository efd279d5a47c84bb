import { TransientError } from "../errors.js";

/**
 * Rejects with TransientError if the promise takes longer than `timeoutMs`; its later outcome is ignored.
 *
 * @param message text of the error; the time is appended
 * @example await withTimeout(redis.ping(), 3_000, "Redis has not responded for")
 */
export async function withTimeout<T>(promise: Promise<T>, timeoutMs: number, message = "no answer for"): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransientError(`${message} ${timeoutMs / 1_000} s`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

import { TransientError } from "../errors.js";

/**
 * What is asked for, if it comes in time.
 *
 * @param complaint says what did not come; the time is added
 * @throws TransientError where it does not; what it comes to later is of no interest
 */
export async function withTimeout<T>(asked: Promise<T>, limitMs: number, complaint = "no answer for"): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransientError(`${complaint} ${limitMs / 1_000} s`)), limitMs);
  });
  try {
    return await Promise.race([asked, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

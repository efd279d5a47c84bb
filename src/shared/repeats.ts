const everyMs = 10_000;

/** How many different messages are remembered. */
const maxKept = 100;

/**
 * Passes on a message immediately, and repetitions only every 10 s with their number: a lost server causes thousands of
 * equal errors per minute.
 *
 * @example const warn = sparingly((error, times) => logger.warn({ error, times }, "no answer"));
 */
export function sparingly(say: (message: string, times: number) => void): (message: string) => void {
  const kept = new Map<string, { saidAt: number; times: number }>();
  return (message) => {
    const now = performance.now();
    const known = kept.get(message) ?? { saidAt: -Infinity, times: 0 };
    known.times += 1;
    if (now - known.saidAt >= everyMs) {
      say(message, known.times);
      known.saidAt = now;
      known.times = 0;
    }
    kept.delete(message);
    kept.set(message, known);
    if (kept.size > maxKept) kept.delete(kept.keys().next().value!);
  };
}

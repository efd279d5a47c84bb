/** The beginnings of Redis's error replies to writes once maxmemory is reached. */
const fullCode = "OOM";

/** What to do about it. */
export const moreMemory = "redis-cli CONFIG SET maxmemory gives it more";

/** Whether Redis rejected a command, alone or within a transaction, because its memory is full. */
export function isRedisFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The first word of an error reply is its code.
  if (error.message.split(" ", 1)[0] === fullCode) return true;
  const { previousErrors } = error as { previousErrors?: unknown };
  return Array.isArray(previousErrors) && previousErrors.some(isRedisFull);
}

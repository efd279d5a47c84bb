/** How Redis's answers begin that refuse a write since maxmemory is reached. */
const fullCode = "OOM";

/** What to do about it. */
export const moreMemory = "redis-cli CONFIG SET maxmemory gives it more";

/** Whether Redis refused a command because its memory is full, by itself or within a transaction. */
export function isRedisFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The first word of an error reply is its code.
  if (error.message.split(" ", 1)[0] === fullCode) return true;
  const { previousErrors } = error as { previousErrors?: unknown };
  return Array.isArray(previousErrors) && previousErrors.some(isRedisFull);
}

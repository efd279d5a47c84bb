import { CommanderError } from "commander";
import { InputError, UsageError } from "../shared/errors.js";
import { isRedisFull, moreMemory } from "../shared/redis/redisFull.js";
import { isOutOfFiles, moreFiles } from "./moreFiles.js";
import { say } from "./say.js";

/** Exit codes: 0 success, 1 failure, 2 wrong usage, 130 ended by Ctrl-C. */
export const exitCodes = { failure: 1, usage: 2, interrupted: 130 } as const;

/** Prints one clear line on stderr, and the stack with --debug; returns the exit code. */
export function reportFailure(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage; // commander has printed the reason
  const message = isRedisFull(error)
    ? `Redis is full: ${moreMemory}; then run the same command again`
    : error instanceof Error
      ? error.message
      : String(error);
  const code = error instanceof InputError ? ` (${error.code})` : "";
  const remedy = isOutOfFiles(error) ? `. ${moreFiles}` : "";
  say(`ser: ${message}${code}${remedy}`);
  if (debug && error instanceof Error) say(`${error.stack ?? ""}${describeCause(error)}`);
  return error instanceof UsageError ? exitCodes.usage : exitCodes.failure;
}

function describeCause(error: Error): string {
  return error.cause instanceof Error ? `\ncaused by ${error.cause.stack ?? error.cause.message}` : "";
}

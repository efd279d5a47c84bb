import type { Logger } from "../../src/shared/logger.js";

const nothing = (): void => undefined;

/** Discards all messages. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
};

/** A logger that keeps its lines: level, fields and message. */
export function recordingLogger(): { readonly logger: Logger; readonly lines: unknown[][] } {
  const lines: unknown[][] = [];
  const at =
    (level: string) =>
    (...words: unknown[]): void =>
      void lines.push([level, ...words]);
  const logger: Logger = {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: () => logger,
  };
  return { logger, lines };
}

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

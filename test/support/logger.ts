import type { Logger } from "../../src/shared/logger.js";

const nothing = (): void => undefined;

/** For tests that look at results, not at logs. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
};

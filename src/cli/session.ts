import { readConfig } from "../shared/config.js";
import { UsageError } from "../shared/errors.js";
import { createLogger } from "../shared/logger.js";
import { openServices, type Services } from "../shared/services.js";

/** Opens the services that a command works with, and closes them whatever happens. */
export async function withServices<T>(
  use: (services: Services) => Promise<T>,
  options: { redisUrl?: string; quiet?: boolean; models?: string } = {},
): Promise<T> {
  const config = readConfig();
  const redisUrl = options.redisUrl ?? config.redisUrl;
  if (redisUrl === undefined)
    throw new UsageError(
      "REDIS_URL is not set: this command works on the queues in a Redis, e.g. REDIS_URL=redis://127.0.0.1:6379",
    );
  const services = await openServices(
    redisUrl,
    config.prefix,
    createLogger(config.logLevel ?? (options.quiet === true ? "warn" : "info")),
    options.models ?? config.models,
  );
  try {
    return await use(services);
  } finally {
    await services.close();
  }
}

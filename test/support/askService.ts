import { inject } from "vitest";
import type { MissingService } from "./service.js";
import type { RedisSettings } from "./startRedis.js";
import type { S3Environment } from "./startS3.js";

/** The settings each service's answer carries. */
interface Settings {
  readonly redis: RedisSettings;
  readonly s3: S3Environment;
}

/** Asks vitest's main process for a server of this run (services.ts), starting it where this is the first to ask. */
export async function askService<Name extends keyof Settings>(
  name: Name,
): Promise<{ settings: Settings[Name] } | MissingService> {
  const response = await fetch(`${inject("servicesUrl")}/${name}`);
  return (await response.json()) as { settings: Settings[Name] } | MissingService;
}

import { inject } from "vitest";
import type { MissingService } from "./service.js";
import type { RedisSettings } from "./startRedis.js";
import type { S3Environment } from "./startS3.js";

/** The settings in each service's answer. */
interface Settings {
  readonly redis: RedisSettings;
  readonly s3: S3Environment;
}

/** Asks vitest's main process for a server shared by this test run (services.ts); the first request starts it. */
export async function requestService<Name extends keyof Settings>(
  name: Name,
): Promise<{ settings: Settings[Name] } | MissingService> {
  const response = await fetch(`${inject("servicesUrl")}/${name}`);
  return (await response.json()) as { settings: Settings[Name] } | MissingService;
}

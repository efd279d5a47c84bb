import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalRedis } from "../../src/shared/redis/private/localRedis.js";
import type { RunningService } from "./service.js";

/** The settings with which a test file reaches the run's Redis. */
export interface RedisSettings {
  readonly url: string;
}

/** The product's private Redis, in a directory that is removed with it. */
export async function startRedis(): Promise<RunningService> {
  const dir = await mkdtemp(join(tmpdir(), "ser-test-redis-"));
  const redis = await startLocalRedis({
    dir,
    persist: false,
    log: (line) => void process.stderr.write(`test redis: ${line}\n`),
  });
  return {
    settings: { url: redis.url } satisfies RedisSettings,
    async stop() {
      await redis.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

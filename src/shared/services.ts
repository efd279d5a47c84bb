import type { Logger } from "./logger.js";
import { RunQueues } from "./queues/runQueues.js";
import type { QueueAddress } from "./queues/worker.js";
import { connectRedis } from "./redis.js";
import type { FeatureStore } from "./stores/featureStore.js";
import { RedisFeatureStore } from "./stores/redisFeatureStore.js";
import { RunStore } from "./stores/runStore.js";

/** What every program works with: one connection to Redis, and the stores and queues on it. */
export interface Services {
  readonly address: QueueAddress;
  readonly queues: RunQueues;
  readonly runs: RunStore;
  readonly features: FeatureStore;
  readonly logger: Logger;
  close(): Promise<void>;
}

/** @throws ConfigError if Redis does not answer */
export async function openServices(redisUrl: string, prefix: string, logger: Logger): Promise<Services> {
  const redis = await connectRedis(redisUrl);
  // Past the start, the connection mends itself; what it meets is worth a line, not a crash.
  redis.on("error", (error: Error) => logger.warn({ error: error.message }, "Redis connection"));
  const address = { redis, prefix };
  const queues = new RunQueues(address);
  return {
    address,
    queues,
    runs: new RunStore(redis, prefix),
    features: new RedisFeatureStore(redis, prefix),
    logger,
    async close() {
      await queues.close();
      redis.disconnect();
    },
  };
}

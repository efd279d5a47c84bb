import { Queue } from "bullmq";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startWorker } from "../../../src/runs/queues/worker.js";
import { openServices } from "../../../src/runs/services.js";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { isRedisFull } from "../../../src/shared/redis/redisFull.js";
import { cli } from "../../support/cli.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { silentLogger } from "../../support/logger.js";
import { missingRedisServer, RedisServers } from "../../support/redisServers.js";

const missing = await missingRedisServer();

describe.skipIf(missing !== undefined)(
  `a job that finds Redis full${missing === undefined ? "" : `: ${missing}`}`,
  () => {
    let servers: RedisServers;
    beforeAll(async () => void (servers = await RedisServers.begin()));
    afterAll(async () => servers.stop());

    test("waits until there is memory, without counting an attempt", async () => {
      const { port } = await servers.start(["maxmemory-policy noeviction"]);
      const redis = await connectRedis(`redis://127.0.0.1:${port}`);
      const queue = new Queue("extract", { connection: redis, prefix: "{p}" });
      const attempts: number[] = [];
      const worker = startWorker(
        { redis, prefix: "{p}" },
        {
          queue: "extract",
          payload: z.object({}),
          concurrency: 1,
          logger: silentLogger,
          redisFullDelayMs: 50,
          async process({ attempt }) {
            attempts.push(attempt);
            if (attempts.length < 4) {
              await redis.config("SET", "maxmemory", "1");
              const memory = setTimeout(() => void redis.config("SET", "maxmemory", "0"), 20);
              await redis
                .multi()
                .set("row", "1")
                .exec()
                .finally(() => memory.refresh());
            }
            return {};
          },
        },
      );
      const job = await queue.add("job", {}, { attempts: 2 });
      await expect.poll(async () => job.getState(), { timeout: 60_000 }).toBe("completed");
      expect(attempts).toEqual([1, 1, 1, 1]);
      await worker.close();
      await queue.close();
      redis.disconnect();
    });

    test("makes a producer that starts then exit with a message that says what to do", async () => {
      const { port } = await servers.start(["maxmemory-policy noeviction"]);
      const url = `redis://127.0.0.1:${port}`;
      const services = await openServices(url, "{p}", silentLogger);
      await services.address.redis.config("SET", "maxmemory", "1");
      const refused = await services.queues.startRun("r", 1).catch((error: unknown) => error);
      await services.close();
      expect(String(refused)).toContain("EXECABORT");
      expect(isRedisFull(refused)).toBe(true);
      const { code, stderr } = await cli(["produce", await temporaryDirectory()], {
        REDIS_URL: url,
        LOG_LEVEL: "error",
      });
      expect(stderr).toBe(
        "ser: Redis is full: redis-cli CONFIG SET maxmemory gives it more; then run the same command again\n",
      );
      expect(code).toBe(1);
    });
  },
);

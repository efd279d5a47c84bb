import { expect, test, vi } from "vitest";
import { openServices } from "../../src/runs/services.js";
import { longTimeout } from "../support/longTimeout.js";
import { recordingLogger, silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";

test("services log errors of their connection and end it when they are closed", async () => {
  const { url, prefix } = await testRedis();
  const { logger, lines } = recordingLogger();
  const services = await openServices(url, prefix, logger);
  services.address.redis.emit("error", new Error("read ECONNRESET"));
  expect(lines).toEqual(expect.arrayContaining([["warn", { error: "read ECONNRESET", times: 1 }, "Redis connection"]]));
  await services.close();
  await vi.waitFor(() => expect(services.address.redis.status).toBe("end"), longTimeout);
});

test("services do not start with a place for models that cannot be opened", async () => {
  const { url, prefix } = await testRedis();
  await expect(openServices(url, prefix, silentLogger, { models: "s3://" })).rejects.toThrow();
});

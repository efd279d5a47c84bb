import { Worker } from "bullmq";
import { expect, test } from "vitest";
import { openServices } from "../../../src/runs/services.js";
import { startPredictWorker } from "../../../src/workers/predict/main.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";

test("a prediction that has killed two workers is given up and not passed to a third", async () => {
  const { url, prefix } = await testRedis();
  const services = await openServices(url, prefix, silentLogger);
  const files = [{ kind: "object", store: "/nowhere", key: "bomb.flac" } as const];
  const models = { run: "none", version: "none" };
  const question = { models, gender: "auto", minGenderConfidence: 0.8, files } as const;
  const id = await services.predictions.submit("predict", question);

  // The job's state after a second worker has died of it: active, stalled once before, with an expired lock.
  const { redis } = services.address;
  const dying = new Worker("predict", undefined, { connection: redis, prefix, autorun: false, lockDuration: 100 });
  expect((await dying.getNextJob("token")).id).toBe(id);
  await redis.hset(`${prefix}:predict:${id}`, "stc", 1);
  await dying.close();

  const worker = startPredictWorker(services, { threads: 1, bulkThreads: 1, maxBytes: 1e6 });
  const end = await services.predictions.end("predict", id, new AbortController().signal);
  expect(end).toEqual({ state: "failed", reason: "job stalled more than allowable limit" });
  await worker.close();
  await services.close();
});

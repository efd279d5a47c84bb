import { QueueEvents } from "bullmq";
import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { JobChanges } from "../../../src/runs/queues/jobChanges.js";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { testRedis } from "../../support/redis.js";

const aMinute = 60_000;
const never = new AbortController().signal;

describe("the wait for a job's next event", () => {
  let redis: RedisClient;
  let events: QueueEvents;
  let changes: JobChanges;

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    redis = await connectRedis(url);
    events = new QueueEvents("predict", { connection: redis, prefix, lastEventId: "0-0" });
    await events.waitUntilReady();
    changes = new JobChanges(events);
  });
  afterEach(async () => {
    await changes.close();
    redis.disconnect();
  });

  /** Adds an event to the queue's stream, as BullMQ's scripts do. */
  const add = async (event: string, jobId: string) =>
    redis.xadd(events.toKey("events"), "*", "event", event, "jobId", jobId, "returnvalue", "null");
  const orPending = async (waiting: Promise<void>) => Promise.race([waiting.then(() => "over"), sleep(50, "pending")]);

  test.each(["active", "completed", "failed", "stalled"])("ends when the job is %s", async (event) => {
    const mine = changes.next("mine", aMinute, never);
    const another = changes.next("another", aMinute, never);
    await add(event, "mine");
    await mine;
    expect(await orPending(another)).toBe("pending");
    await add(event, "another");
    await another;
  });

  test("ends after the timeout", async () => {
    await changes.next("mine", 1, never);
  });

  test("ends when it is aborted, before or meanwhile, and leaves no listener on the signal", async () => {
    const stop = new AbortController();
    await changes.next("mine", 1, stop.signal);
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
    const waiting = changes.next("mine", aMinute, stop.signal);
    stop.abort();
    await waiting;
    await changes.next("mine", aMinute, stop.signal);
  });
});

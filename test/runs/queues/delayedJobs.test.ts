import { Queue } from "bullmq";
import { expect, test, vi } from "vitest";
import { releaseDelayedJobs } from "../../../src/runs/queues/delayedJobs.js";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { longTimeout } from "../../support/longTimeout.js";
import { testRedis } from "../../support/redis.js";

test("restores a job that a machine an hour ahead has delayed, and leaves an ordinary retry alone", async () => {
  const { url, prefix } = await testRedis();
  const redis = await connectRedis(url);
  const queue = new Queue("extract", { connection: redis, prefix });
  await queue.add("extract", {}, { jobId: "ahead", delay: 3_600_000 });
  await queue.add("extract", {}, { jobId: "usual", delay: 30_000 });
  const delayed = releaseDelayedJobs({ redis, prefix }, "extract", 100);
  try {
    await vi.waitFor(async () => expect(await queue.getJobState("ahead")).toBe("waiting"), longTimeout);
    expect(await queue.getJobState("usual")).toBe("delayed");
  } finally {
    await delayed.close();
    await queue.close();
    redis.disconnect();
  }
});

test("restores retries that are overdue by a check's interval, past one whose job is gone, until it is closed", async () => {
  const { url, prefix } = await testRedis();
  const redis = await connectRedis(url);
  const queue = new Queue("extract", { connection: redis, prefix });
  await redis.zadd(queue.toKey("delayed"), 1, "gone");
  await queue.add("extract", {}, { jobId: "overdue", timestamp: Date.now() - 60_000, delay: 1_000 });
  await queue.add("extract", {}, { jobId: "soon", delay: 10_000 });
  await queue.add("extract", {}, { jobId: "ahead", delay: 3_600_000 });
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const delayed = releaseDelayedJobs({ redis, prefix }, "extract", 20_000);
  try {
    vi.advanceTimersByTime(20_000);
    await vi.waitFor(async () => expect(await queue.getJobState("ahead")).toBe("waiting"), longTimeout);
    expect(await queue.getJobState("overdue")).toBe("waiting");
    expect(await queue.getJobState("soon")).toBe("delayed");
    await delayed.close();
    const time = vi.spyOn(redis, "time");
    vi.advanceTimersByTime(20_000);
    expect(time).not.toHaveBeenCalled();
  } finally {
    vi.useRealTimers();
    await queue.close();
    redis.disconnect();
  }
});

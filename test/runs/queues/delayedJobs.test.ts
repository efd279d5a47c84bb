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

import { Queue } from "bullmq";
import { extractPayloadSchema, type ExtractPayload } from "../../src/runs/jobs.js";
import type { Services } from "../../src/runs/services.js";

/** The data of waiting extraction jobs. @param remove also remove them from the queue */
export async function waitingJobs(services: Services, { remove = false } = {}): Promise<ExtractPayload[]> {
  const { redis, prefix } = services.address;
  const queue = new Queue("extract", { connection: redis, prefix });
  try {
    const jobs = await queue.getWaiting(0, -1);
    if (remove) await Promise.all(jobs.map(async (job) => job.remove()));
    return jobs.map((job) => extractPayloadSchema.parse(job.data));
  } finally {
    await queue.close();
  }
}

import { UnrecoverableError, Worker, type Job } from "bullmq";
import type { QueueName } from "../../src/runs/jobs.js";
import type { QueueAddress } from "../../src/runs/queues/queueAddress.js";

/** The token of a job's lock while a test has the job. */
const token = "test";

/** Takes the next job of a queue, as a worker does, and ends it. @returns its id; undefined if none waits */
async function endNext(
  { redis, prefix }: QueueAddress,
  queue: QueueName,
  end: (job: Job) => Promise<unknown>,
): Promise<string | undefined> {
  const worker = new Worker(queue, null, { connection: redis, prefix });
  try {
    const job = (await worker.getNextJob(token, { block: false })) as Job | undefined;
    if (job !== undefined) await end(job);
    return job?.id;
  } finally {
    await worker.close();
  }
}

/** Takes the next job of a queue and keeps it. */
export async function takeJob(address: QueueAddress, queue: QueueName): Promise<Job | undefined> {
  let taken: Job | undefined;
  await endNext(address, queue, (job) => Promise.resolve((taken = job)));
  return taken;
}

/** Completes the next job of a queue. @returns its id; undefined if none waits */
export async function completeNext(address: QueueAddress, queue: QueueName): Promise<string | undefined> {
  return endNext(address, queue, async (job) => job.moveToCompleted({}, token, false));
}

/** Fails the next job of a queue for good. @returns its id; undefined if none waits */
export async function failNext(address: QueueAddress, queue: QueueName, reason: string): Promise<string | undefined> {
  return endNext(address, queue, async (job) => job.moveToFailed(new UnrecoverableError(reason), token, false));
}

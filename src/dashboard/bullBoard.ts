import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import { Queue } from "bullmq";
import type { RequestHandler } from "express";
import { queueNames } from "../shared/jobs.js";
import type { QueueAddress } from "../shared/queues/worker.js";

/** Bull Board over all queues, for mounting at `basePath`. */
export function bullBoard(
  address: QueueAddress,
  basePath: string,
  readOnly: boolean,
): { readonly router: RequestHandler; close(): Promise<void> } {
  const options = { connection: address.redis, prefix: address.prefix };
  const queues = queueNames.map((name) => new Queue(name, options));
  const adapter = new ExpressAdapter();
  adapter.setBasePath(basePath);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: readOnly })),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: "speech-emotion-workers" } },
  });
  return {
    router: adapter.getRouter() as RequestHandler,
    async close() {
      await Promise.all(queues.map(async (queue) => queue.close()));
    },
  };
}

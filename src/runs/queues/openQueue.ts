import { FlowProducer, Queue, type QueueOptions } from "bullmq";
import type { QueueName } from "../jobs.js";

/*
 * Without an error listener, BullMQ prints errors with their stack on several lines. openServices, which owns the
 * connection, has already logged the error, and the queue's caller receives it too.
 */

export function openQueue(name: QueueName, options: QueueOptions): Queue {
  const queue = new Queue(name, options);
  queue.on("error", () => undefined);
  return queue;
}

export function openFlows(options: QueueOptions): FlowProducer {
  const flows = new FlowProducer(options);
  flows.on("error", () => undefined);
  return flows;
}

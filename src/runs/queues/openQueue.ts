import { FlowProducer, Queue, type QueueOptions } from "bullmq";
import type { QueueName } from "../jobs.js";

/*
 * BullMQ prints an error without a listener with its stack, on several lines. openServices, which owns the connection, has
 * logged it already, and the caller of the queue gets the error too.
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

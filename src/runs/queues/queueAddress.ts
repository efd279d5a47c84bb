import type { RedisClient } from "../../shared/redis/connectRedis.js";
import type { QueueTelemetry } from "../telemetry/queueTelemetry.js";

/** The Redis that holds the queues, and the options that all workers on it share. */
export interface QueueAddress {
  readonly redis: RedisClient;
  readonly prefix: string;
  /** Abort it to requeue all running jobs immediately, for a machine that is about to shut down. */
  readonly releaseSignal?: AbortSignal;
  /** propagates traces through jobs. @defaultValue none */
  readonly telemetry?: QueueTelemetry | undefined;
}

/** What BullMQ tells of its operations, and how it carries a trace with a job: tracing is behind it, or nothing. */
export type { Telemetry as QueueTelemetry } from "bullmq";

import { channel } from "node:diagnostics_channel";
import { expect, test, vi } from "vitest";
import { events } from "../../../src/runs/telemetry/events.js";
import { observeEvents } from "../../../src/runs/telemetry/observeEvents.js";
import { WorkMetrics } from "../../../src/runs/telemetry/workMetrics.js";
import { WorkTracing } from "../../../src/runs/telemetry/workTracing.js";

/** Whether anything observes the events that only metrics count, and those that only tracing records. */
const observed = (): Record<string, boolean> => ({
  metrics: channel("ser:bytes:read").hasSubscribers,
  tracing: channel("ser:job:files").hasSubscribers,
});

test("only what is wanted is observed, until it is stopped", () => {
  const none = { metrics: false, tracing: false };
  const nothing = observeEvents(undefined, undefined);
  expect(observed()).toEqual(none);
  nothing();
  const metrics = observeEvents(new WorkMetrics(), undefined);
  expect(observed()).toEqual({ metrics: true, tracing: false });
  metrics();
  const tracing = observeEvents(undefined, new WorkTracing(1));
  expect(observed()).toEqual({ metrics: false, tracing: true });
  tracing();
  expect(observed()).toEqual(none);
});

test("a job without a waiting time or a run is neither measured nor named", () => {
  const [metrics, tracing] = [new WorkMetrics(), new WorkTracing(1)];
  const told = [vi.spyOn(metrics, "jobTaken"), vi.spyOn(tracing, "jobRun")];
  const stop = observeEvents(metrics, tracing);
  events.jobTaken.publish({ queue: "extract", run: undefined, waitedMs: undefined });
  for (const spy of told) expect(spy).not.toHaveBeenCalled();
  events.jobTaken.publish({ queue: "extract", run: "r", waitedMs: 1 });
  for (const spy of told) expect(spy).toHaveBeenCalledOnce();
  stop();
});

import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "../runs/services.js";
import { FleetWatch } from "../runs/fleet/fleetView.js";
import { embeddedMetrics } from "./embeddedMetrics.js";
import { fleetStates } from "./fleetState.js";
import { LeaderLock } from "./leaderLock.js";

export interface PublishSettings {
  readonly namespace: string;
  readonly everyMs: number;
  /** receives one line of metrics, without the newline */
  readonly write: (line: string) => void;
}

/** A dead leader is replaced before an alarm misses three values. */
const lockIntervals = 2;

/**
 * `ser publish-metrics`: publishes backlog and worker counts at an interval until `stop` is aborted. If several such
 * processes share one Redis, only the leader publishes; the others stand by.
 */
export async function publishMetrics(services: Services, settings: PublishSettings, stop: AbortSignal): Promise<void> {
  const { namespace, everyMs, write } = settings;
  const { redis, prefix } = services.address;
  const lock = new LeaderLock(redis, `${prefix}:metrics-publisher`, lockIntervals * everyMs);
  const watch = new FleetWatch(services);
  const isStopped = (): boolean => stop.aborted;
  while (!isStopped()) {
    try {
      if (await lock.take()) {
        const now = Date.now();
        for (const state of fleetStates(await watch.look())) write(embeddedMetrics(namespace, state, now));
      }
    } catch (error) {
      // Redis is down: no value is better than a wrong one, and the alarms treat missing data.
      services.logger.warn({ error: String(error) }, "could not read the queues; skipping this interval");
    }
    await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
  await watch.close();
  await lock.release();
}

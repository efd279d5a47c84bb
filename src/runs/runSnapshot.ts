import { redisNow } from "../shared/redis/clock.js";
import { runStatus, type RunStatus } from "./runStatus.js";
import type { Services } from "./services.js";
import { WorkerRegistry, type WorkerInfo } from "./workerRegistry.js";

/** The state that a run's page shows. It consists of counts: its cost does not grow with the run. */
export interface RunSnapshot {
  /** ms since 1970 */
  readonly at: number;
  readonly status: RunStatus;
  readonly workers: readonly WorkerInfo[];
}

export async function runSnapshot(services: Services, run: string): Promise<RunSnapshot | undefined> {
  const at = await redisNow(services.address.redis);
  const [status, workers] = await Promise.all([
    runStatus(services, run, at),
    new WorkerRegistry(services.address).alive(at),
  ]);
  return status && { at, status, workers };
}

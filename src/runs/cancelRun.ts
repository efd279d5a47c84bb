import { ConfigError } from "../shared/errors.js";
import { redisNow } from "../shared/redis/clock.js";
import { runStatus, type RunStatus } from "./runStatus.js";
import type { Services } from "./services.js";
import { hasEnded } from "./stages.js";

/**
 * Stops a run: its jobs are removed, and results that workers are still computing for it are not stored. Its record,
 * rows and results stay: `ser run` or `ser produce` with the same settings resumes it. Idempotent.
 *
 * @returns how far the run had progressed
 * @throws NotFoundError if there is no such run; ConfigError if it has finished or failed
 */
export async function cancelRun(services: Services, name: string): Promise<RunStatus> {
  await services.runs.require(name);
  const status = (await runStatus(services, name))!;
  if (hasEnded(status.stage) && status.stage !== "cancelled")
    throw new ConfigError([`run ${name} is over (${status.stage}): there is nothing to cancel`]);
  await services.runs.mark(name, "cancelledAt", await redisNow(services.address.redis));
  await services.queues.cancelRun(name);
  return status;
}

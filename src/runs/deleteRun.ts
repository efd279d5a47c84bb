import { ConfigError } from "../shared/errors.js";
import { lineageOf } from "./lineage.js";
import { runStatus } from "./runStatus.js";
import type { Services } from "./services.js";
import { hasEnded } from "./stages.js";

/** The memory freed by deleting a run. */
export interface Freed {
  /** rows in Redis; 0 if another run uses them or they are in a store that the user named */
  readonly rows: number;
  /** bytes of its record, results, dataset and report in Redis */
  readonly bytes: number;
}

/**
 * Deletes a run that is over or cancelled: its jobs, record, results and report, and its rows in Redis if no other run
 * uses them. Rows in a store that the user named are the user's, and models stay until later trainings replace them.
 *
 * @throws NotFoundError if there is no such run; ConfigError while it is running
 */
export async function deleteRun(services: Services, name: string): Promise<Freed> {
  const status = await runStatus(services, name);
  // Read after the status: if another process deletes the run in between, this says that the run does not exist.
  const run = await services.runs.require(name);
  const { stage } = status!;
  if (!hasEnded(stage))
    throw new ConfigError([`run ${name} is still running (${stage}): cancel it, or delete it when it has ended`]);
  const bytes = await services.runs.bytes(name);
  const rows = await services.features.shardIndex(name).count();
  const isShared = await hasSibling(services, name);
  await services.queues.removeRun(name);
  const areOurs = run.settings.store === "redis" && !isShared;
  if (areOurs) await (await services.features.of(run)).remove();
  else await services.features.shardIndex(name).forget();
  await services.runs.remove(name);
  return { rows: areOurs ? rows : 0, bytes };
}

/** Whether another run has rows of the same source and analysis: the two may share them. */
async function hasSibling({ runs }: Services, name: string): Promise<boolean> {
  const own = lineageOf((await runs.require(name)).settings).name;
  for (const other of await runs.names()) {
    const record = other === name ? undefined : await runs.get(other);
    if (record !== undefined && lineageOf(record.settings).name === own) return true;
  }
  return false;
}

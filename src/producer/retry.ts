import { ConfigError } from "../shared/errors.js";
import { failuresOf } from "../runs/failures.js";
import { runStatus } from "../runs/runStatus.js";
import type { Services } from "../runs/services.js";
import { startListing } from "./main.js";

/**
 * `ser retry`: opens a run that is over, enqueues again the files that it refused or gave up, and lets it be trained again
 * when they are done. Killed anywhere, it goes on when it is called again.
 *
 * @param codes only files with these; undefined for all
 * @returns how many files are tried again
 * @throws NotFoundError if there is no such run; ConfigError if it is under way
 */
export async function retry(
  services: Services,
  name: string,
  codes: readonly string[] | undefined,
  stop: AbortSignal,
): Promise<number> {
  const run = await services.runs.require(name);
  const begun = await services.runs.again(name);
  if (begun.length === 0) {
    const stage = (await runStatus(services, name, Date.now()))?.stage;
    if (stage !== "done" && stage !== "failed")
      throw new ConfigError([
        `run ${name} is under way (${stage ?? "unknown"}): its failures can be tried again when it is over`,
      ]);
    const failures = await failuresOf(services, run);
    const again = failures.filter(({ code }) => codes === undefined || codes.includes(code));
    if (again.length === 0) return 0;
    await services.runs.reopen(name, again);
    begun.push(...again);
  }
  // A job that is over cannot be started again: the flow is made anew. Its listings find that everything is listed, and
  // enqueue the files; training waits for them as it waits for any listing.
  await services.queues.removeRun(name);
  await services.queues.startRun(name, run.settings.prefixes.length);
  const worker = startListing(services, stop);
  try {
    await services.queues.waitForListings(name, run.settings.prefixes.length, stop);
  } finally {
    await worker.close();
  }
  return begun.length;
}

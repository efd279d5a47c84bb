import { ConfigError } from "../shared/errors.js";
import { failuresOf } from "../runs/failures.js";
import { runStatus } from "../runs/runStatus.js";
import type { Services } from "../runs/services.js";
import { startListing } from "./main.js";

/**
 * `ser retry`: reopens a finished run, enqueues its rejected and given-up files again, and lets it train again
 * when they are done. Idempotent: if it is killed, call it again.
 *
 * @param codes only files with these; undefined for all
 * @returns the number of files to retry
 * @throws NotFoundError if there is no such run; ConfigError if it is running
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
    const stage = (await runStatus(services, name))?.stage;
    if (stage === "cancelled")
      throw new ConfigError([`run ${name} was cancelled: resume it with the command that started it`]);
    if (stage !== "done" && stage !== "failed")
      throw new ConfigError([
        `run ${name} is still running (${stage ?? "unknown"}): retry its failures after it has finished`,
      ]);
    const failures = await failuresOf(services, run);
    const again = failures.filter(({ code }) => codes === undefined || codes.includes(code));
    if (again.length === 0) return 0;
    await services.runs.reopen(name, again);
    begun.push(...again);
  }
  // A finished job cannot be restarted, so the flow is created again. Its listings find that everything is listed, and
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

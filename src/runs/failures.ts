import { compareBytes } from "../shared/objects/byteOrder.js";
import type { JobLock } from "./jobLock.js";
import type { Services } from "./services.js";
import type { Rejection } from "./rejection.js";
import type { RunRecord } from "./runRecord.js";

/** The code of a file whose extraction failed at every attempt for a transient reason. */
export const givenUpCode = "given-up";

type FailurePorts = Pick<Services, "runs" | "queues" | "features">;

/** The run's rejected files and the files of jobs that were given up, in byte order of their keys. */
export async function failuresOf(services: FailurePorts, run: RunRecord): Promise<readonly Rejection[]> {
  const losses = await unnotedLosses(services, run);
  const noted = await services.runs.rejections(run.name);
  return [...noted, ...losses].sort((a, b) => compareBytes(a.key, b.key));
}

/**
 * Records the files of jobs that were given up as rejected; idempotent.
 *
 * @param lock lock of the training job; by then, no extraction is running
 */
export async function noteGivenUp(services: FailurePorts, run: RunRecord, lock: JobLock): Promise<void> {
  await services.runs.reject(run.name, await unnotedLosses(services, run), lock);
}

/** The files of given-up jobs that have no row and are not recorded as rejected. */
export async function unnotedLosses(services: FailurePorts, run: RunRecord): Promise<Rejection[]> {
  const givenUp = await services.queues.givenUp(run.name);
  if (givenUp.length === 0) return [];
  const known = new Set((await services.runs.rejections(run.name)).map(({ key }) => key));
  const features = await services.features.of(run);
  const losses: Rejection[] = [];
  for (const { shard, keys, sizes, reason, attempts } of givenUp) {
    const hasRow = await features.has(shard, keys);
    keys.forEach((key, i) => {
      if (hasRow[i] === true || known.has(key)) return;
      const size = sizes?.[i];
      losses.push({
        key,
        code: givenUpCode,
        message: reason,
        shard,
        attempts,
        ...(size === undefined ? {} : { size }),
      });
    });
  }
  return losses;
}

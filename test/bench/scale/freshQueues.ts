import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { produce } from "../../../src/producer/main.js";
import { runSettingsSchema } from "../../../src/runs/jobs.js";
import { createLogger } from "../../../src/shared/logger.js";
import { openServices, type Services } from "../../../src/runs/services.js";
import type { FilledS3 } from "./localS3.js";

/** Unused queues on the same Redis, so that no jobs of a stopped worker come first. */
export async function onFreshQueues<T>(
  redisUrl: string,
  use: (services: Services, prefix: string) => Promise<T>,
): Promise<T> {
  const prefix = `{scale-${randomBytes(4).toString("hex")}}`;
  const services = await openServices(redisUrl, prefix, createLogger("error"));
  try {
    return await use(services, prefix);
  } finally {
    await services.close();
  }
}

/** Lists the whole bucket: when this resolves, its jobs are waiting or active. */
export async function enqueueBucket(
  services: Services,
  s3: FilledS3,
  run: string,
  options: { readonly filesPerJob?: number } = {},
): Promise<void> {
  const settings = { source: s3.source, recompute: true, modality: "any", keepDuplicates: true, ...options };
  await produce(services, run, runSettingsSchema.parse(settings), new AbortController().signal);
}

const pollMs = 5;
const patienceMs = 60_000;

/**
 * Waits until a run has the wanted number of files done, and returns how many it has. Times out, so that a bench always
 * ends.
 */
export async function filesDone(services: Services, run: string, wanted: number): Promise<number> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const done = (await services.features.shardIndex(run).count()) + (await services.runs.rejectedCount(run));
    if (done >= wanted) return done;
    if (performance.now() > giveUpAt)
      throw new Error(`${done} of ${wanted} files in a minute: npm run build, if dist/ is older than the sources`);
    await sleep(pollMs);
  }
}

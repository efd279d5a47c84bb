/**
 * The stand-in fleet of `npm run bench -- dashboard`, a separate process: a hundred workers that take real jobs from
 * the real queue, store rows and rejections as real workers do, and send heartbeats; only the audio is missing.
 *
 *     node --import tsx test/bench/dashboardStandIns.ts REDIS_URL PREFIX WORKERS FILES_PER_SEC
 */
import { setTimeout as sleep } from "node:timers/promises";
import { extractPayloadSchema } from "../../src/runs/jobs.js";
import { createLogger } from "../../src/shared/logger.js";
import { startWorker } from "../../src/runs/queues/worker.js";
import { openServices } from "../../src/runs/services.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import { WorkerRegistry } from "../../src/runs/workerRegistry.js";

const [url = "", prefix = "", workers = "100", filesPerSec = "1000"] = process.argv.slice(2);
const count = Number(workers);
const perWorker = Number(filesPerSec) / count;

/** The same interval as real workers use. */
const heartbeatMs = 2_000;

/** One file in this many is rejected. */
const refusedOf = 500;

const logger = createLogger("error");
const services = await openServices(url, prefix, logger);
const registry = new WorkerRegistry(services.address);

function beat(): void {
  for (let i = 0; i < count; i++) {
    const host = `ip-10-0-${Math.floor(i / 250)}-${i % 250}`;
    const worker = { id: `${host}-1-extract`, kind: "extract" as const, host, pid: 1, threads: 4 };
    void registry.note({ ...worker, perSec: perWorker * (0.8 + 0.4 * Math.random()), seenAt: Date.now() });
  }
}
beat();
setInterval(beat, heartbeatMs);

let files = 0;
startWorker(services.address, {
  queue: "extract",
  payload: extractPayloadSchema,
  concurrency: count,
  logger,
  async process({ payload: { run, keys }, lock }) {
    await sleep((keys.length / perWorker) * 1_000 * (0.8 + 0.4 * Math.random()));
    const record = await services.runs.get(run);
    if (record === undefined) return undefined;
    const shard = shardName(keys);
    const features = new Float32Array(161).fill(0.5);
    const isRejected = keys.map(() => ++files % refusedOf === 0);
    const rows = keys.filter((_, i) => isRejected[i] !== true);
    const store = await services.features.of(record);
    const rejected = keys.filter((_, i) => isRejected[i] === true);
    const why = { code: "truncated-audio", message: "a stand-in's rejection", shard, attempts: 1 };
    await store.store(
      {
        shard,
        keys,
        rows: rows.map((key) => ({ key, etag: "0", durationSec: 3.7, sourceRate: 48_000, features })),
        rejections: rejected.map((key) => ({ key, ...why })),
      },
      lock,
    );
    return { rows: rows.length, rejected: rejected.length };
  },
});

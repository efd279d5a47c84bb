/**
 * One measurement of `npm run bench -- pipeline`, in a separate process, to measure its own CPU time and peak memory:
 * `node --import tsx test/bench/pipelinePhase.ts (compute|threads|run) SOURCE FILES THREADS STORE MODALITY`.
 *
 * compute: the extractor alone, on one core, from bytes in memory
 * threads: the feature threads, from bytes in memory
 * run:     listing, queue, fetching, threads and storing, as in `ser run`, up to the last row
 *
 * Each is measured warm, as in all but the first seconds of a long run: the same files are processed twice before.
 *
 * Prints one JSON line: files, seconds, milliseconds of CPU time per file (of the process and, in a run, of Redis),
 * peak memory in MB of 1e6 bytes.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { enqueueRun, startListing } from "../../src/producer/main.js";
import type { AudioInput } from "../../src/audio/audioInput.js";
import { defaultExtractionSettings } from "../../src/features/extraction.js";
import { RecordingReader } from "../../src/audio/recordingReader.js";
import { runSettingsSchema } from "../../src/runs/jobs.js";
import { startLocalRedis } from "../../src/shared/redis/private/localRedis.js";
import { createLogger } from "../../src/shared/logger.js";
import { mapConcurrent } from "../../src/shared/async/mapConcurrent.js";
import { runStatus } from "../../src/runs/runStatus.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { openObjectStore } from "../support/openObjectStore.js";
import { startExtractWorker } from "../../src/workers/extract/main.js";
import { createFeatureThreads } from "../../src/workers/extract/featureThreads.js";
import { cpuOf, redisPid } from "./processorTime.js";
import { soundExtractor } from "../support/extractors.js";

interface Phase {
  readonly files: number;
  readonly seconds: number;
  readonly cpuMs: number;
  readonly redisCpuMs?: number;
}

const [phase, source = "", max = "1000", threadCount = "1", store = "redis", modality = "audio-only"] =
  process.argv.slice(2);
const nThreads = Number(threadCount);
const warmUps = 2;

/** Matches the same recordings as a run with the settings below. */
const isRecording = modality === "any" ? /(^|\/)0(3-[^/]*\.wav|1-[^/]*\.mp4)$/ : /(^|\/)03-[^/]*\.wav$/;

/** The source's recordings in memory; of videos only the audio. */
async function recordings(): Promise<AudioInput[]> {
  const objects = await openObjectStore(source);
  const reader = new RecordingReader(objects, { maxBytes: 200_000_000 });
  const keys: string[] = [];
  let after: string | null = null;
  do {
    const page = await objects.listPage({ after });
    keys.push(...page.entries.map(({ key }) => key).filter((key) => isRecording.test(key)));
    after = page.next;
  } while (after !== null && keys.length < Number(max));
  const sounds = await mapConcurrent(
    keys.slice(0, Number(max)),
    16,
    async (key) => (await reader.fetch(key, defaultExtractionSettings)).sound,
  );
  await objects.close();
  return sounds;
}

async function compute(): Promise<Phase> {
  const files = await recordings();
  const extract = soundExtractor(defaultExtractionSettings);
  const pass = async (): Promise<void> => {
    for (const sound of files) await extract(sound);
  };
  for (let i = 0; i < warmUps; i++) await pass();
  return timed(files.length, pass);
}

async function threads(): Promise<Phase> {
  const files = (await recordings()).map(shared);
  const pool = createFeatureThreads(nThreads, 200_000_000);
  const pass = async (): Promise<void> => {
    await mapConcurrent(files, 16 * nThreads, async (sound) =>
      pool.extract(sound.kind === "encoded" ? structuredClone(sound) : sound, defaultExtractionSettings),
    );
  };
  for (let i = 0; i < warmUps; i++) await pass();
  const measured = await timed(files.length, pass);
  await pool.close();
  return measured;
}

/** Whole files in memory shared by main thread and feature threads, as in a run; a video's audio is transferred. */
function shared(sound: AudioInput): AudioInput {
  if (sound.kind === "encoded") return sound;
  const bytes = new Uint8Array(new SharedArrayBuffer(sound.bytes.length));
  bytes.set(sound.bytes);
  return { kind: "file", bytes };
}

async function run(): Promise<Phase> {
  const dir = await mkdtemp(join(tmpdir(), "ser-bench-"));
  const redis = await startLocalRedis({ dir, persist: false });
  const services = await openServices(redis.url, "{bench}", createLogger("error"));
  try {
    for (let i = 0; i < warmUps; i++) await extractAll(services, nThreads, `warm-${i}`);
    const pid = await redisPid(services.address.redis);
    const before = await cpuOf(pid);
    const files = await extractAll(services, nThreads, "bench");
    return { ...files, redisCpuMs: ((await cpuOf(pid)) - before) / files.files };
  } finally {
    await services.close();
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

const stop = new AbortController().signal;
let worker: ReturnType<typeof startExtractWorker> | undefined;

async function extractAll(services: Services, nThreads: number, name: string): Promise<Phase> {
  worker ??= startExtractWorker(services, { threads: nThreads, maxBytes: 200_000_000 });
  const settings = runSettingsSchema.parse({ source, recompute: true, store, modality, keepDuplicates: true });
  const listing = startListing(services, stop);
  const phase = await timed(0, async () => {
    await enqueueRun(services, name, settings);
    await services.queues.waitForListings(name, 1, stop);
    const { queued } = (await services.runs.get(name))!.listing;
    const done = async (): Promise<number> =>
      (await services.features.shardIndex(name).count()) + (await services.runs.rejectedCount(name));
    while ((await done()) < queued) await sleep(20);
  });
  await listing.close();
  const { files } = (await runStatus(services, name, Date.now()))!;
  if (name === "bench") await worker.close();
  return { ...phase, files: files.done, cpuMs: phase.cpuMs / files.done };
}

/** @param files 0: report the total CPU time rather than the time per file */
async function timed(files: number, work: () => Promise<void>): Promise<Phase> {
  const started = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { files, seconds: (performance.now() - started) / 1000, cpuMs: (user + system) / 1000 / Math.max(files, 1) };
}

const phases: Readonly<Record<string, () => Promise<Phase>>> = { compute, threads, run };
const measured = await phases[phase ?? ""]!();
const peakMb = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
process.stdout.write(`${JSON.stringify({ ...measured, filesPerSec: measured.files / measured.seconds, peakMb })}\n`);
process.exit();

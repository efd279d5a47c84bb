import { InputError } from "../../shared/errors.js";
import type { ExtractionSettings } from "../../features/extraction.js";
import { blocksOf } from "../../features/featureSet.js";
import type { RecordingReader } from "../../audio/recordingReader.js";
import type { ExtractPayload, RunSettings } from "../../runs/jobs.js";
import type { Logger } from "../../shared/logger.js";
import type { Processor } from "../../runs/queues/worker.js";
import type { FeatureRow } from "../../features/featureRow.js";
import type { FeatureStore } from "../../runs/rows/featureStore.js";
import type { RejectedContent } from "../../runs/rows/rejectionCache.js";
import { shardName } from "../../runs/rows/shardName.js";
import { events } from "../../runs/telemetry/events.js";
import { FileTimer } from "../../runs/telemetry/fileTimer.js";
import type { FeatureOutcome, FeatureResult, TimeRange } from "./featureThread.js";
import { segmentOfKey } from "../../corpus/labelsFile/segmentKey.js";
import type { Semaphore } from "../../shared/async/semaphore.js";
import type { InlineReadPolicy } from "./inlineReadPolicy.js";
import type { FeatureThreads } from "./featureThreads.js";

export interface OpenRun {
  readonly settings: RunSettings;
  readonly reader: Pick<RecordingReader, "fetch" | "localPath">;
  /** used if the source is a directory */
  readonly inlineReads: InlineReadPolicy;
  readonly features: Pick<FeatureStore, "store" | "has">;
  /** Stores the permanent ones among these rejections, for later runs. */
  readonly remember: (rejections: readonly RejectedContent[]) => Promise<void>;
  /** Counts finished files for the throughput chart. A failure to count them is ignored. */
  readonly tally: (files: number) => Promise<void>;
  /** path of the embedding model, if the run's rows come from one */
  readonly embedding?: string | undefined;
}

export interface ExtractPorts {
  /** the run's settings, source and feature store, cached between jobs */
  readonly openRun: (run: string) => Promise<OpenRun>;
  readonly threads: Pick<FeatureThreads, "extract" | "extractFile">;
  /** limits the files in flight of this worker; files of the oldest job go first */
  readonly files: Semaphore;
}

type Outcome =
  | { readonly kind: "row"; readonly row: FeatureRow }
  | { readonly kind: "rejected"; readonly rejection: Omit<RejectedContent, "shard" | "attempts" | "size"> }
  | { readonly kind: "fault"; readonly fault: unknown };

/**
 * Processes an extraction job: fetches, decodes, analyses and stores each of its files.
 *
 * A bad file does not fail the job: it is rejected with a code. A transient error does, after the other files are
 * stored, and the next attempt processes only what is missing. The job's rows form one shard, or join an existing one: the
 * job is idempotent.
 */
export function extractProcessor(ports: ExtractPorts): Processor<ExtractPayload> {
  return async (job) => {
    const { run, keys: all, sizes, shard = shardName(all) } = job.payload;
    const sizeOf = new Map(sizes === undefined ? [] : all.map((key, i) => [key, sizes[i]!]));
    const open = await ports.openRun(run);
    const { features } = open;
    const has = job.attempt === 1 ? [] : await features.has(shard, all);
    const keys = all.filter((_, i) => has[i] !== true);
    events.jobFiles.publish({ files: keys.length });

    const extract = async (part: readonly string[]): Promise<readonly Outcome[]> => {
      job.released.throwIfAborted(); // files still waiting when the run was cancelled
      const files = part.map((key) => new FileTimer(run, key));
      const outcomes = await extractFile(ports, open, part, files[0]!, sizeOf.get(part[0]!));
      outcomes.forEach((outcome, i) => report(outcome, part[i]!, files[i]!, job.logger));
      return outcomes;
    };
    const byFile = filesOf(keys, open.settings);
    const outcomes = (await Promise.all(byFile.map(async (part) => ports.files.run(async () => extract(part))))).flat();
    job.released.throwIfAborted(); // half a shard must not replace the whole one that another worker writes
    const rows = outcomes.flatMap((outcome) => (outcome.kind === "row" ? [outcome.row] : []));
    const rejected = outcomes.flatMap((outcome) => (outcome.kind === "rejected" ? [outcome.rejection] : []));
    const rejections = rejected.map((rejection) => {
      const size = sizeOf.get(rejection.key);
      return { ...rejection, shard, attempts: job.attempt, ...(size === undefined ? {} : { size }) };
    });
    await published(run, rows.length, features.store({ shard, keys, rows, rejections }, job.lock));
    await open.remember(rejections);

    for (const outcome of outcomes) if (outcome.kind === "fault") throw outcome.fault;
    await open.tally(all.length);
    return { rows: rows.length, rejected: rejected.length };
  };
}

/** Publishes how long storing took and how it ended. */
async function published(run: string, rows: number, storing: Promise<void>): Promise<void> {
  const start = performance.now();
  let error: string | undefined;
  try {
    await storing;
  } catch (fault) {
    error = String(fault);
    throw fault;
  } finally {
    events.rowsStored.publish({ run, rows, start, end: performance.now(), error });
  }
}

/** Reports a file's outcome: as an event always, in the log unless it succeeded. */
function report(outcome: Outcome, key: string, file: FileTimer, logger: Logger): void {
  switch (outcome.kind) {
    case "row":
      file.over("done");
      break;
    case "rejected": {
      const { code, message } = outcome.rejection;
      file.over("rejected", code);
      logger.info({ key, code, reason: message }, "file rejected");
      break;
    }
    case "fault":
      file.over("failed");
      logger.warn({ key, error: String(outcome.fault) }, "file failed");
  }
}

/** Keys of one file lie together: a file's segments are fetched and decoded once. */
function filesOf(keys: readonly string[], { labels }: RunSettings): readonly (readonly string[])[] {
  if (labels === null) return keys.map((key) => [key]);
  const files = new Map<string, string[]>();
  for (const key of keys) {
    const file = segmentOfKey(key)?.file ?? key;
    const own = files.get(file);
    if (own === undefined) files.set(file, [key]);
    else own.push(key);
  }
  return [...files.values()];
}

/** @param keys of one file: its own, or those of its segments */
async function extractFile(
  ports: ExtractPorts,
  run: OpenRun,
  keys: readonly string[],
  file: FileTimer,
  listedSize: number | undefined,
): Promise<readonly Outcome[]> {
  const parts = run.settings.labels === null ? [] : keys.flatMap((key) => segmentOfKey(key) ?? []);
  const [key = keys[0]!] = parts.map((part) => part.file);
  try {
    const extracted =
      parts.length > 0
        ? await fetchAndExtract(ports, run, { key, listedSize }, file, parts)
        : ((await extractOnThread(ports, run, key)) ?? (await fetchAndExtract(ports, run, { key, listedSize }, file)));
    const { etag, isUnverified, result } = extracted;
    file.computed(result.spent);
    const outcomes = result.segments ?? [result];
    return keys.map((own, i) => outcomeOf(own, etag, isUnverified, outcomes[i]!));
  } catch (fault) {
    return keys.map((own) =>
      fault instanceof InputError
        ? { kind: "rejected", rejection: { key: own, code: fault.code, message: fault.message } }
        : { kind: "fault", fault },
    );
  }
}

function outcomeOf(key: string, etag: string, isUnverified: boolean, result: FeatureOutcome): Outcome {
  if (!result.ok) {
    const { code, message } = result;
    return { kind: "rejected", rejection: { key, etag, code, message, ...(isUnverified ? { isUnverified } : {}) } };
  }
  const { durationSec, sourceRate, decoder, flag, notes, wholeSec, features, contours } = result.extraction;
  const row: FeatureRow = {
    key,
    etag,
    durationSec,
    sourceRate,
    features: Float32Array.from(features),
    ...(contours === undefined ? {} : { contours }),
    ...(decoder === undefined ? {} : { decoder }),
    ...(flag === undefined ? {} : { flag }),
    ...(notes.length === 0 ? {} : { notes }),
    ...(wholeSec === undefined ? {} : { wholeSec }),
  };
  return { kind: "row", row };
}

interface Extracted {
  readonly etag: string;
  readonly isUnverified: boolean;
  readonly result: FeatureResult;
}

async function fetchAndExtract(
  ports: ExtractPorts,
  { settings, reader, embedding }: OpenRun,
  { key, listedSize }: { readonly key: string; readonly listedSize: number | undefined },
  file: FileTimer,
  segments?: readonly TimeRange[],
): Promise<Extracted> {
  const ends = segments?.map(({ end }) => end + 1) ?? [];
  const maxDurationSec = segments === undefined ? settings.maxDurationSec : Math.max(...ends);
  const { sound, etag, isUnverified, release } = await reader.fetch(key, { maxDurationSec, listedSize });
  try {
    file.fetched();
    return {
      etag,
      isUnverified,
      result: await ports.threads.extract(sound, extractionOf(settings, embedding), segments),
    };
  } finally {
    release();
  }
}

/** @returns undefined if the file is not read inline: it is remote, a video, or on a slow disk; see readSmallFileSync */
async function extractOnThread(
  { threads }: ExtractPorts,
  { settings, reader, embedding, inlineReads: reading }: OpenRun,
  key: string,
): Promise<Extracted | undefined> {
  const path = reader.localPath(key);
  if (path === undefined || !reading.shouldReadInline()) return undefined;
  let readMs: number | undefined;
  try {
    const result = await threads.extractFile(path, extractionOf(settings, embedding));
    if (result?.file === undefined) return undefined;
    readMs = result.spent.readMs;
    events.bytesRead.publish({ bytes: result.file.bytes });
    return { etag: result.file.etag, isUnverified: false, result };
  } finally {
    reading.recordRead(readMs);
  }
}

function extractionOf(settings: RunSettings, embedding: string | undefined): ExtractionSettings {
  const { sampleRate, maxDurationSec } = settings;
  const common = { blocks: blocksOf(settings), sampleRate, maxDurationSec };
  return settings.embedding === null ? common : { ...common, embedding };
}

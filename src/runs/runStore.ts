import { z } from "zod";
import { NotFoundError } from "../shared/errors.js";
import { runSettingsSchema, type RunSettings } from "./jobs.js";
import type { RedisClient } from "../shared/redis/connectRedis.js";
import { compareBytes } from "../shared/objects/byteOrder.js";
import { chosenTrials, offerTrials, type TrialCandidate } from "./rows/trialDeduplicator.js";

/** Progress of a run's listing, written after each page, so that a killed producer can resume from there. */
const listingSchema = z.object({
  /** the page token to resume after; null before the first page */
  after: z.string().nullable(),
  complete: z.boolean(),
  listed: z.int(),
  queued: z.int(),
  skipped: z.record(z.string(), z.int()),
  /** enqueued files by modality */
  modalities: z.record(z.string(), z.int()).default({}),
  /** files whose rows were taken over from earlier runs, of those enqueued */
  reused: z.int().default(0),
  /** files of which one per trial is chosen when the listing is complete, by modality */
  offered: z.record(z.string(), z.int()).default({}),
  /** the source says of itself that it is made up */
  synthetic: z.boolean(),
});
export type Listing = z.infer<typeof listingSchema>;

/** One of a run's listings: a prefix by its index, or what is left to do when all are over. */
export type ListingPart = number | "end";

/** A file that was refused or given up, and why. */
const rejectionSchema = z.object({
  key: z.string(),
  code: z.string(),
  message: z.string(),
  /** the shard that its row would be in */
  shard: z.string(),
  /** of the content that was refused, where it came that far */
  etag: z.string().optional(),
  attempts: z.int(),
});
export type Rejection = z.infer<typeof rejectionSchema>;

/** Moments of a run's life, in ms since 1970; each is set once. */
export const milestones = ["createdAt", "extractStartedAt", "trainStartedAt", "endedAt"] as const;
export type Milestone = (typeof milestones)[number];

export interface RunRecord {
  readonly name: string;
  readonly settings: RunSettings;
  /** of all parts together, without a page token */
  readonly listing: Listing;
  /** how often files were tried again on demand */
  readonly round: number;
  readonly times: Readonly<Partial<Record<Milestone, number>>>;
}

export const emptyListing: Listing = {
  after: null,
  complete: false,
  listed: 0,
  queued: 0,
  skipped: {},
  modalities: {},
  reused: 0,
  offered: {},
  synthetic: false,
};

export function noSuchRun(name: string): NotFoundError {
  return new NotFoundError(`run ${name}: no such run; ser status lists the runs`);
}

const listingField = (part: ListingPart): string => `listing:${part}`;

/** The records of runs: settings, progress, rejected files and reports. Kept in Redis, a few keys per run. */
export class RunStore {
  readonly #redis: RedisClient;
  readonly #prefix: string;

  constructor(redis: RedisClient, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** @returns false if a run of that name exists, which is left unchanged */
  async create(name: string, settings: RunSettings, now: number): Promise<boolean> {
    const made = await this.#redis.hsetnx(this.#key("run", name), "settings", JSON.stringify(settings));
    if (made === 0) return false;
    await this.mark(name, "createdAt", now);
    await this.#redis.zadd(this.#key("runs"), now, name);
    return true;
  }

  async get(name: string): Promise<RunRecord | undefined> {
    const fields = await this.#redis.hgetall(this.#key("run", name));
    if (fields["settings"] === undefined) return undefined;
    const times: Partial<Record<Milestone, number>> = {};
    for (const milestone of milestones) {
      const at = fields[milestone];
      if (at !== undefined) times[milestone] = Number(at);
    }
    const parts = Object.entries(fields).flatMap(([field, json]) =>
      field.startsWith("listing:") ? [listingSchema.parse(JSON.parse(json))] : [],
    );
    return {
      name,
      settings: runSettingsSchema.parse(JSON.parse(fields["settings"])),
      listing: { ...parts.reduce(addListings, emptyListing), complete: fields[listingField("end")] !== undefined },
      round: Number(fields["round"] ?? 0),
      times,
    };
  }

  /** @throws NotFoundError if there is no such run */
  async require(name: string): Promise<RunRecord> {
    const run = await this.get(name);
    if (run === undefined) throw noSuchRun(name);
    return run;
  }

  /** How far one part of the run's listing has come. */
  async listing(name: string, part: ListingPart): Promise<Listing> {
    const json = await this.#redis.hget(this.#key("run", name), listingField(part));
    return json === null ? emptyListing : listingSchema.parse(JSON.parse(json));
  }

  /** When the run was created, which tells it from an earlier one of its name; undefined if there is none. */
  async madeAt(name: string): Promise<string | undefined> {
    return (await this.#redis.hget(this.#key("run", name), "createdAt")) ?? undefined;
  }

  /** Names, the newest run first. */
  async names(): Promise<string[]> {
    return this.#redis.zrevrange(this.#key("runs"), 0, -1);
  }

  async saveListing(name: string, part: ListingPart, listing: Listing): Promise<void> {
    await this.#redis.hset(this.#key("run", name), listingField(part), JSON.stringify(listing));
  }

  /** Notes the moment unless it is noted already. */
  async mark(name: string, milestone: Milestone, now: number): Promise<void> {
    await this.#redis.hsetnx(this.#key("run", name), milestone, String(now));
  }

  /** Keeps the best file of each trial seen so far, whichever producer offers it and in whatever order. */
  async offerTrials(name: string, candidates: readonly TrialCandidate[]): Promise<void> {
    await offerTrials(this.#redis, this.#key("trials", name), candidates);
  }

  /** The best file of each trial, in byte order of their keys. */
  async chosenTrials(name: string): Promise<TrialCandidate[]> {
    return chosenTrials(this.#redis, this.#key("trials", name));
  }

  /** The number of results that training will have in the end, for showing progress. */
  async planResults(name: string, planned: number): Promise<void> {
    await this.#redis.hset(this.#key("run", name), "plannedResults", String(planned));
  }

  /** Results that training has so far, of those planned. */
  async resultCounts(name: string): Promise<{ done: number; planned: number }> {
    const [done, planned] = await Promise.all([
      this.#redis.hlen(this.#key("results", name)),
      this.#redis.hget(this.#key("run", name), "plannedResults"),
    ]);
    return { done, planned: Number(planned ?? 0) };
  }

  async reject(name: string, rejections: readonly Rejection[]): Promise<void> {
    if (rejections.length === 0) return;
    await this.#redis.hset(
      this.#key("rejected", name),
      new Map(rejections.map((rejection) => [rejection.key, JSON.stringify(rejection)])),
    );
  }

  /** These files have their row after all: an earlier try had refused them. */
  async accept(name: string, keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#redis.hdel(this.#key("rejected", name), ...keys);
  }

  async rejectedCount(name: string): Promise<number> {
    return this.#redis.hlen(this.#key("rejected", name));
  }

  /** Refused files in the order of their keys. */
  async rejections(name: string): Promise<Rejection[]> {
    return this.#rejectionsIn(this.#key("rejected", name));
  }

  /**
   * Opens a run that was over: these of its refused files are to be tried again, and it is to be trained anew. What it
   * found out so far goes away.
   */
  async reopen(name: string, again: readonly Rejection[]): Promise<void> {
    const transaction = this.#redis.multi();
    for (const rejection of again) {
      transaction.hset(this.#key("again", name), rejection.key, JSON.stringify(rejection));
      transaction.hdel(this.#key("rejected", name), rejection.key);
    }
    transaction.unlink(this.#key("results", name), this.#key("blobs", name));
    transaction.hdel(this.#key("run", name), "trainStartedAt", "endedAt", "plannedResults", "training");
    transaction.hincrby(this.#key("run", name), "round", 1);
    await transaction.exec();
  }

  /** The files that are to be tried again and are not yet enqueued, in the order of their keys. */
  async again(name: string): Promise<Rejection[]> {
    return this.#rejectionsIn(this.#key("again", name));
  }

  async againEnqueued(name: string): Promise<void> {
    await this.#redis.unlink(this.#key("again", name));
  }

  async #rejectionsIn(hash: string): Promise<Rejection[]> {
    const values = await this.#redis.hvals(hash);
    return values.map((value) => rejectionSchema.parse(JSON.parse(value))).sort((a, b) => compareBytes(a.key, b.key));
  }

  /** The run is trained on one dataset with one set of settings; what fits of any other found out is dropped. */
  async beginTraining(name: string, training: string): Promise<void> {
    await this.#redis.eval(beginTraining, 2, this.#key("run", name), this.#key("results", name), training);
  }

  /**
   * What fit jobs found out, by the id of the task: JSON.
   *
   * @returns false, and nothing is stored, if the run is no longer in this training: a fit of an earlier round ended late
   */
  async saveResults(name: string, training: string, results: ReadonlyMap<string, unknown>): Promise<boolean> {
    const fields = [...results].flatMap(([task, result]) => [task, JSON.stringify(result)]);
    const keys = [this.#key("run", name), this.#key("results", name)] as const;
    return (await this.#redis.eval(saveResults, 2, ...keys, training, ...fields)) === 1;
  }

  async results(name: string): Promise<ReadonlyMap<string, unknown>> {
    const fields = await this.#redis.hgetall(this.#key("results", name));
    return new Map(Object.entries(fields).map(([task, json]) => [task, JSON.parse(json) as unknown]));
  }

  async hasResult(name: string, task: string): Promise<boolean> {
    return (await this.#redis.hexists(this.#key("results", name), task)) === 1;
  }

  /** Larger things that a run's training makes: the gathered dataset, the models, the report. */
  async saveBlob(name: string, blob: string, bytes: Uint8Array): Promise<void> {
    await this.#redis.hset(this.#key("blobs", name), blob, Buffer.from(bytes));
  }

  async blob(name: string, blob: string): Promise<Uint8Array | undefined> {
    return (await this.#redis.hgetBuffer(this.#key("blobs", name), blob)) ?? undefined;
  }

  async remove(name: string): Promise<void> {
    await this.#redis.unlink(
      ...["run", "rejected", "again", "results", "blobs", "trials", "speed"].map((kind) => this.#key(kind, name)),
    );
    await this.#redis.zrem(this.#key("runs"), name);
  }

  #key(kind: string, name?: string): string {
    return name === undefined ? `${this.#prefix}:${kind}` : `${this.#prefix}:${kind}:${name}`;
  }
}

const beginTraining = `
if redis.call("HGET", KEYS[1], "training") == ARGV[1] then return end
redis.call("UNLINK", KEYS[2])
redis.call("HSET", KEYS[1], "training", ARGV[1])`;

const saveResults = `
if redis.call("HGET", KEYS[1], "training") ~= ARGV[1] then return 0 end
for i = 2, #ARGV, 2 do redis.call("HSET", KEYS[2], ARGV[i], ARGV[i + 1]) end
return 1`;

/** Two parts of a listing taken together. */
function addListings(a: Listing, b: Listing): Listing {
  return {
    after: null,
    complete: false,
    listed: a.listed + b.listed,
    queued: a.queued + b.queued,
    reused: a.reused + b.reused,
    skipped: addCounts(a.skipped, b.skipped),
    modalities: addCounts(a.modalities, b.modalities),
    offered: addCounts(a.offered, b.offered),
    synthetic: a.synthetic || b.synthetic,
  };
}

export function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Partial<Record<string, number>>>,
): Record<string, number> {
  const sum = { ...a };
  for (const [name, count = 0] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

import { z } from "zod";
import { runSettingsSchema, type RunSettings } from "../jobs.js";
import type { RedisClient } from "../redis.js";
import { chosenTrials, offerTrials, type TrialCandidate } from "./trialChoice.js";

/** How far a run's listing has come: written whole after each page, so that a killed producer goes on from there. */
const listingSchema = z.object({
  /** the page token to go on after; null before the first page */
  after: z.string().nullable(),
  complete: z.boolean(),
  listed: z.int(),
  queued: z.int(),
  skipped: z.record(z.string(), z.int()),
  /** enqueued files by modality */
  modalities: z.record(z.string(), z.int()).default({}),
  /** files of which one a trial is chosen when the listing is over, by modality */
  offered: z.record(z.string(), z.int()).default({}),
  /** the source says of itself that it is made up */
  synthetic: z.boolean(),
});
export type Listing = z.infer<typeof listingSchema>;

/** A file that was refused or given up, and why. */
const rejectionSchema = z.object({ key: z.string(), code: z.string(), message: z.string() });
export type Rejection = z.infer<typeof rejectionSchema>;

/** Moments of a run's life, in ms since 1970; each is set once. */
export const milestones = ["createdAt", "extractStartedAt", "trainStartedAt", "endedAt"] as const;
export type Milestone = (typeof milestones)[number];

export interface RunRecord {
  readonly name: string;
  readonly settings: RunSettings;
  readonly listing: Listing;
  readonly times: Readonly<Partial<Record<Milestone, number>>>;
}

const emptyListing: Listing = {
  after: null,
  complete: false,
  listed: 0,
  queued: 0,
  skipped: {},
  modalities: {},
  offered: {},
  synthetic: false,
};

/** What is known of the runs: their settings, progress, refused files and reports. Kept in Redis, a few keys a run. */
export class RunStore {
  readonly #redis: RedisClient;
  readonly #prefix: string;

  constructor(redis: RedisClient, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** @returns false if a run of that name exists, which is then left as it is */
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
    const listing = fields["listing"];
    return {
      name,
      settings: runSettingsSchema.parse(JSON.parse(fields["settings"])),
      listing: listing === undefined ? emptyListing : listingSchema.parse(JSON.parse(listing)),
      times,
    };
  }

  /** Names, the newest run first. */
  async names(): Promise<string[]> {
    return this.#redis.zrevrange(this.#key("runs"), 0, -1);
  }

  async saveListing(name: string, listing: Listing): Promise<void> {
    await this.#redis.hset(this.#key("run", name), "listing", JSON.stringify(listing));
  }

  /** Notes the moment unless it is noted already. */
  async mark(name: string, milestone: Milestone, now: number): Promise<void> {
    await this.#redis.hsetnx(this.#key("run", name), milestone, String(now));
  }

  /** Of the files that hold a trial's sound the best one met so far stays, whoever offers it and in whatever order. */
  async offerTrials(name: string, candidates: readonly TrialCandidate[]): Promise<void> {
    await offerTrials(this.#redis, this.#key("trials", name), candidates);
  }

  /** The best file of each trial, in byte order of their keys. */
  async chosenTrials(name: string): Promise<TrialCandidate[]> {
    return chosenTrials(this.#redis, this.#key("trials", name));
  }

  /** How many results the training will have when it is over: what progress is measured against. */
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

  async rejectedCount(name: string): Promise<number> {
    return this.#redis.hlen(this.#key("rejected", name));
  }

  /** Refused files in the order of their keys. */
  async rejections(name: string): Promise<Rejection[]> {
    const values = await this.#redis.hvals(this.#key("rejected", name));
    return values
      .map((value) => rejectionSchema.parse(JSON.parse(value)))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }

  /** What fit jobs found out, by the id of the task: JSON. */
  async saveResults(name: string, results: ReadonlyMap<string, unknown>): Promise<void> {
    await this.#redis.hset(
      this.#key("results", name),
      new Map([...results].map(([task, result]) => [task, JSON.stringify(result)])),
    );
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
    await this.#redis.unlink(...["run", "rejected", "results", "blobs", "trials"].map((kind) => this.#key(kind, name)));
    await this.#redis.zrem(this.#key("runs"), name);
  }

  #key(kind: string, name?: string): string {
    return name === undefined ? `${this.#prefix}:${kind}` : `${this.#prefix}:${kind}:${name}`;
  }
}

import { type BestSoFar, bestSoFarSchema, type PlannedWork, plannedWorkSchema, shareOfWork } from "./fitProgress.js";
import type { RunSettings } from "./jobs.js";
import { neededBy } from "./makes.js";
import type { RedisClient } from "../shared/redis/connectRedis.js";
import { compareBytes } from "../shared/objects/byteOrder.js";
import { chosenTrials, offerTrials, type TrialCandidate } from "./rows/trialDeduplicator.js";
import { rejectionSchema, type Rejection } from "./rejection.js";
import { evalHeld, type JobLock } from "./jobLock.js";
import { rejectedKey, shardsKey } from "./rows/shardIndex.js";
import { digestOf } from "./rows/shardName.js";
import { emptyListing, type Listing, listingField, type ListingPart, listingSchema } from "./listing.js";
import { type Milestone, noSuchRun, notesSchema, readRecord, type RunNotes, type RunRecord } from "./runRecord.js";
import { beginTraining, noteScore, reject, reopen, saveListing, saveResults } from "./runStoreScripts.js";

/** The records of runs: settings, progress, rejected files and reports. Kept in Redis, a few keys per run. */
export class RunStore {
  readonly #redis: RedisClient;
  readonly #prefix: string;

  constructor(redis: RedisClient, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /**
   * @param commandLine the command line that started the run, for its report
   * @returns false if a run of that name exists, which is left unchanged
   */
  async create(name: string, settings: RunSettings, now: number, commandLine?: string): Promise<boolean> {
    const record = JSON.stringify({ ...settings, needs: neededBy(settings) });
    const made = await this.#redis.hsetnx(this.#key("run", name), "settings", record);
    if (made === 0) return false;
    if (commandLine !== undefined) await this.#redis.hset(this.#key("run", name), "commandLine", commandLine);
    await this.mark(name, "createdAt", now);
    await this.#redis.zadd(this.#runsKey, now, name);
    return true;
  }

  /**
   * @returns undefined if there is no such run
   * @throws OtherVersionError if its settings are from a later version, which this program cannot read
   */
  async get(name: string): Promise<RunRecord | undefined> {
    const fields = await this.#redis.hgetall(this.#key("run", name));
    if (fields["settings"] === undefined) return undefined;
    return readRecord(name, fields["settings"], fields);
  }

  /** @throws NotFoundError if there is no such run */
  async require(name: string): Promise<RunRecord> {
    const run = await this.get(name);
    if (run === undefined) throw noSuchRun(name);
    return run;
  }

  /** The progress of one part of the run's listing. */
  async listing(name: string, part: ListingPart): Promise<Listing> {
    const json = await this.#redis.hget(this.#key("run", name), listingField(part));
    return json === null ? emptyListing : listingSchema.parse(JSON.parse(json));
  }

  /**
   * When the run was created, which distinguishes it from an earlier run of the same name; undefined if there is no
   * such run.
   */
  async madeAt(name: string): Promise<string | undefined> {
    return (await this.#redis.hget(this.#key("run", name), "createdAt")) ?? undefined;
  }

  /** The names of all runs, newest first. */
  async names(): Promise<string[]> {
    return this.#redis.zrevrange(this.#runsKey, 0, -1);
  }

  /**
   * Saves a listing's progress.
   *
   * @param lock of the listing job
   * @param pagesBefore number of pages that the record must have so far
   * @returns false, and nothing is saved, if it has another number: Redis lost its last second, including pages listed
   *   since. The listing then resumes from the record.
   */
  async saveListing(
    name: string,
    part: ListingPart,
    listing: Listing,
    lock?: JobLock,
    pagesBefore?: number,
  ): Promise<boolean> {
    const saved = await evalHeld(
      this.#redis,
      lock,
      saveListing,
      [this.#key("run", name)],
      [listingField(part), JSON.stringify(listing), pagesBefore ?? ""],
    );
    return saved === 1;
  }

  /** Sets the milestone unless it is set. @param lock of the job that reached it */
  async mark(name: string, milestone: Milestone, now: number, lock?: JobLock): Promise<void> {
    const script = `redis.call("HSETNX", KEYS[2], ARGV[2], ARGV[3])`;
    await evalHeld(this.#redis, lock, script, [this.#key("run", name)], [milestone, now]);
  }

  /** Clears a run's cancellation. */
  async resume(name: string): Promise<void> {
    await this.#redis.hdel(this.#key("run", name), "cancelledAt");
  }

  /** Keeps the best file of each trial; several producers may offer files in any order. */
  async offerTrials(name: string, candidates: readonly TrialCandidate[]): Promise<void> {
    await offerTrials(this.#redis, this.#key("trials", name), candidates);
  }

  /** The best file of each trial, in byte order of their keys. */
  async chosenTrials(name: string): Promise<TrialCandidate[]> {
    return chosenTrials(this.#redis, this.#key("trials", name));
  }

  /** Saves the total number of training results, to show progress. */
  async planResults(name: string, planned: number, work: PlannedWork, lock: JobLock): Promise<void> {
    const script = `redis.call("HSET", KEYS[2], "plannedResults", ARGV[2], "plannedWork", ARGV[3])`;
    await evalHeld(this.#redis, lock, script, [this.#key("run", name)], [planned, JSON.stringify(work)]);
  }

  /** The training results so far, the planned number, their share of the work, and the best score. */
  async resultCounts(name: string): Promise<{ done: number; planned: number; share: number; best: BestSoFar | null }> {
    const [ids, [planned, work, best]] = await Promise.all([
      this.#redis.hkeys(this.#key("results", name)),
      this.#redis.hmget(this.#key("run", name), "plannedResults", "plannedWork", "bestSoFar"),
    ]);
    return {
      done: ids.length,
      planned: Number(planned ?? 0),
      share: work == null ? 0 : shareOfWork(plannedWorkSchema.parse(JSON.parse(work)), ids),
      best: best == null ? null : bestSoFarSchema.parse(JSON.parse(best)),
    };
  }

  /** Saves a candidate's score if it is the best of this training. */
  async noteScore(name: string, training: string, best: BestSoFar): Promise<void> {
    await this.#redis.eval(noteScore, 1, this.#key("run", name), training, best.macroF1, JSON.stringify(best));
  }

  /** Saves rejections. @param lock of the job that rejected the files */
  async reject(name: string, rejections: readonly Rejection[], lock?: JobLock): Promise<void> {
    if (rejections.length === 0) return;
    const fields = rejections.flatMap((rejection) => [
      digestOf(rejection.shard),
      rejection.key,
      JSON.stringify(rejection),
    ]);
    await evalHeld(this.#redis, lock, reject, [shardsKey(this.#prefix, name), rejectedKey(this.#prefix, name)], fields);
  }

  async rejectedCount(name: string): Promise<number> {
    return this.#redis.hlen(rejectedKey(this.#prefix, name));
  }

  /** Rejected files in the order of their keys. */
  async rejections(name: string): Promise<Rejection[]> {
    return this.#rejectionsIn(rejectedKey(this.#prefix, name));
  }

  /**
   * Reopens a finished run: these rejected files will be retried and the run trained anew. Its results so far are
   * deleted.
   */
  async reopen(name: string, again: readonly Rejection[]): Promise<void> {
    const fields = again.flatMap((rejection) => [digestOf(rejection.shard), rejection.key, JSON.stringify(rejection)]);
    const kinds = ["again", "results", "blobs", "run"] as const;
    const keys = [shardsKey(this.#prefix, name), rejectedKey(this.#prefix, name)] as const;
    await evalHeld(this.#redis, undefined, reopen, [...keys, ...kinds.map((kind) => this.#key(kind, name))], fields);
  }

  /** The files to retry that are not yet enqueued, in the order of their keys. */
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

  /** Begins training on one dataset with one set of settings; results of any other training are dropped. */
  async beginTraining(name: string, training: string, lock?: JobLock): Promise<void> {
    const keys = [this.#key("run", name), this.#key("results", name)] as const;
    await evalHeld(this.#redis, lock, beginTraining, keys, [training]);
  }

  /**
   * Saves results of fit jobs by task id, as JSON.
   *
   * @returns false, and nothing is stored, if the run is no longer in this training, because a fit of an earlier round
   *   finished late
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

  /** Saves a larger product of training: the gathered dataset, the models, the report. */
  async saveBlob(name: string, blob: string, bytes: Uint8Array, lock?: JobLock): Promise<void> {
    const script = `redis.call("HSET", KEYS[2], ARGV[2], ARGV[3])`;
    await evalHeld(this.#redis, lock, script, [this.#key("blobs", name)], [blob, Buffer.from(bytes)]);
  }

  async blob(name: string, blob: string): Promise<Uint8Array | undefined> {
    return (await this.#redis.hgetBuffer(this.#key("blobs", name), blob)) ?? undefined;
  }

  /**
   * Sets a run's tags or note; undefined fields are left unchanged.
   *
   * @throws NotFoundError if there is no such run
   */
  async annotate(
    name: string,
    { tags, note }: { tags?: string[] | undefined; note?: string | undefined },
  ): Promise<void> {
    await this.require(name);
    const known = await this.notes(name);
    const all: RunNotes = { tags: tags ?? known.tags, note: note ?? known.note };
    await this.#redis.hset(this.#key("run", name), "notes", JSON.stringify(all));
  }

  async notes(name: string): Promise<RunNotes> {
    const json = await this.#redis.hget(this.#key("run", name), "notes");
    return json === null ? { tags: [], note: "" } : notesSchema.parse(JSON.parse(json));
  }

  /** Size of a run's record, results, dataset and report in Redis, in bytes. */
  async bytes(name: string): Promise<number> {
    const kinds = ["run", "rejected", "again", "results", "blobs", "trials", "speed"];
    const sizes = await Promise.all(kinds.map(async (kind) => this.#redis.memory("USAGE", this.#key(kind, name))));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }

  async remove(name: string): Promise<void> {
    await this.#redis.unlink(
      ...["run", "rejected", "again", "results", "blobs", "trials", "speed", "labels"].map((kind) =>
        this.#key(kind, name),
      ),
    );
    await this.#redis.zrem(this.#runsKey, name);
  }

  get #runsKey(): string {
    return `${this.#prefix}:runs`;
  }

  #key(kind: string, name: string): string {
    return `${this.#prefix}:${kind}:${name}`;
  }
}

import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DelayedError, Queue, Worker, type Job } from "bullmq";
import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { enqueueRun, produce } from "../../src/producer/main.js";
import { retry } from "../../src/producer/retry.js";
import { LockLostError, type JobLock } from "../../src/runs/jobLock.js";
import { extractPayloadSchema, type ExtractPayload } from "../../src/runs/jobs.js";
import type { JobContext } from "../../src/runs/queues/worker.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { redisNow } from "../../src/shared/redis/clock.js";
import { Semaphore } from "../../src/shared/async/semaphore.js";
import { TransientError } from "../../src/shared/errors.js";
import { extractProcessor } from "../../src/workers/extract/processor.js";
import { InlineReadPolicy } from "../../src/workers/extract/inlineReadPolicy.js";
import { BufferPool } from "../../src/workers/extract/bufferPool.js";
import { gatherDataset } from "../../src/workers/train/gatherDataset.js";
import { temporaryDirectory } from "../support/corpus.js";
import { openObjectStore } from "../support/openObjectStore.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";
import { RecordingReader } from "../../src/audio/recordingReader.js";

/*
 * The life of a file, listed → queued → active → row | rejected | given up → retried, as a model beside the real producer,
 * jobs, scripts, stores and the gathering of the dataset on a real Redis. fast-check generates sequences of actions of
 * workers, producers and users, and after each step both must agree. Only the audio is simulated: a file's text
 * determines its outcome.
 */

const qualities = ["good", "bad", "busy"] as const;
type Quality = (typeof qualities)[number];
type Outcome = "row" | "rejected" | "given-up";
const outcomeOf: Readonly<Record<Quality, Outcome>> = { good: "row", bad: "rejected", busy: "given-up" };

const filesPerJob = 2;
const keys = [1, 2, 3, 4, 5].map((n) => `Actor_01/03-01-0${n}-01-01-01-01.wav`);
const shards = [keys.slice(0, 2), keys.slice(2, 4), keys.slice(4)];

interface Model {
  stage: "new" | "extracting" | "trained";
  readonly quality: Map<string, Quality>;
  readonly outcome: Map<string, Outcome>;
  /** shards whose job is not done yet */
  readonly pending: Set<readonly string[]>;
  /** shards whose outcomes Redis has lost once */
  readonly lost: Set<readonly string[]>;
}

const never = new AbortController().signal;
const token = "mine";
const name = "r";

/** The programs, run one job at a time. */
class Real {
  readonly services: Services;
  readonly source: string;
  readonly #extract: Worker;
  readonly #train: Worker;
  readonly #queue: Queue;
  readonly #process: (job: JobContext<ExtractPayload>) => Promise<object | undefined>;

  static async begin(url: string, prefix: string): Promise<Real> {
    const source = await temporaryDirectory();
    await mkdir(join(source, "Actor_01"));
    for (const key of keys) await writeFile(join(source, key), "good");
    return new Real(await openServices(url, prefix, silentLogger), source);
  }

  private constructor(services: Services, source: string) {
    this.services = services;
    this.source = source;
    const { redis: connection, prefix } = services.address;
    this.#queue = new Queue("extract", { connection, prefix });
    const options = { connection, prefix, autorun: false, skipStalledCheck: true };
    this.#extract = new Worker("extract", undefined, options);
    this.#train = new Worker("train", undefined, options);
    this.#process = extractProcessor({
      openRun: async () => this.#open(),
      threads: {
        extractFile: () => Promise.resolve(undefined),
        extract: (sound) => {
          const text = sound.kind === "file" ? new TextDecoder().decode(sound.bytes) : "";
          const spent = { decodeMs: 0, featuresMs: 0 };
          if (text === "busy") return Promise.reject(new TransientError("the disk did not respond"));
          if (text === "bad") return Promise.resolve({ ok: false, code: "too-short", message: "no frame", spent });
          const features = new Float64Array(161).fill(0.5);
          const extraction = {
            sampleRate: 16_000,
            samples: 1,
            sourceRate: 48_000,
            durationSec: 1,
            notes: [],
            features,
          };
          return Promise.resolve({ ok: true, extraction, spent });
        },
      },
      files: new Semaphore(4),
    });
  }

  get settings(): ReturnType<typeof runSettings> {
    return runSettings({ source: this.source, filesPerJob, recipe: "study" });
  }

  async #open(): ReturnType<Parameters<typeof extractProcessor>[0]["openRun"]> {
    const { settings } = this;
    const { features } = this.services;
    return {
      settings,
      reader: new RecordingReader(await openObjectStore(this.source), {
        maxBytes: 1_000,
        buffers: new BufferPool(1_000_000),
      }),
      inlineReads: new InlineReadPolicy(),
      features: await features.of({ name, settings }),
      remember: async (rejections) => features.rejectionCache(settings).note(rejections),
      tally: () => Promise.resolve(),
    };
  }

  /** Takes the next extraction job. */
  async take(): Promise<{ job: Job; payload: ExtractPayload; lock: JobLock }> {
    const job = (await this.#extract.getNextJob(token, { block: false })) as Job | undefined;
    if (job === undefined) throw new Error("no extraction job waits");
    const { prefix } = this.services.address;
    return {
      job,
      payload: extractPayloadSchema.parse(job.data),
      lock: { key: `${prefix}:extract:${job.id!}:lock`, token },
    };
  }

  async process({ job, payload, lock }: Awaited<ReturnType<Real["take"]>>): Promise<void> {
    await this.#process({
      id: job.id!,
      payload,
      attempt: job.attemptsMade + 1,
      isLastAttempt: false,
      lock,
      released: never,
      logger: silentLogger,
      report: () => Promise.resolve(),
      waitForChildren: () => Promise.resolve(),
      requeue: () => Promise.reject(new DelayedError()),
    });
  }

  /**
   * Attempts the next job until it is done or given up, as a worker does. Retries come immediately after the waiting
   * jobs, which are done too.
   *
   * @returns the data of the finished jobs
   */
  async doNext(): Promise<ExtractPayload[]> {
    const over: ExtractPayload[] = [];
    const retrying = new Set<string>();
    do {
      const taken = await this.take();
      const id = taken.job.id!;
      try {
        await this.process(taken);
        await taken.job.moveToCompleted({}, token, false);
      } catch (error) {
        await taken.job.moveToFailed(error as Error, token);
        if (!(await taken.job.isFailed())) {
          retrying.add(id);
          await taken.job.promote();
          continue;
        }
      }
      retrying.delete(id);
      over.push(taken.payload);
    } while (retrying.size > 0);
    return over;
  }

  /** Removes all waiting jobs, like a Redis that lost its last second, and starts the producer again. */
  async loseJobs(): Promise<void> {
    for (const job of await this.#queue.getWaiting(0, -1)) await job.remove();
    await enqueueRun(this.services, name, this.settings);
  }

  /** The training job, up to the choice of the rows to train on. @returns the keys of the dataset */
  async train(): Promise<string[]> {
    const job = (await this.#train.getNextJob(token, { block: false })) as Job | undefined;
    if (job === undefined) throw new Error("the training job does not wait: a child is not over");
    const { prefix, redis } = this.services.address;
    const lock = { key: `${prefix}:train:${job.id!}:lock`, token };
    const dataset = await gatherDataset(this.services, await this.services.runs.require(name), lock);
    await this.services.runs.mark(name, "endedAt", await redisNow(redis), lock);
    await job.moveToCompleted({}, token, false);
    return [...dataset.header.keys];
  }

  /** The stored outcomes of each file; a file with two outcomes has both. */
  async outcomes(): Promise<Map<string, string>> {
    const features = await this.services.features.of({ name, settings: this.settings });
    const found = new Map<string, string>();
    const note = (key: string, outcome: string): void =>
      void found.set(key, found.has(key) ? `${found.get(key)} and ${outcome}` : outcome);
    for await (const { key } of features.rows()) note(key, "row");
    for (const { key, code } of await this.services.runs.rejections(name))
      note(key, code === "given-up" ? "given-up" : "rejected");
    return found;
  }

  async close(): Promise<void> {
    await Promise.all([this.#extract.close(), this.#train.close(), this.#queue.close()]);
    await this.services.close();
  }
}

abstract class Step implements fc.AsyncCommand<Model, Real> {
  abstract check(model: Readonly<Model>): boolean;
  abstract act(model: Model, real: Real): Promise<void>;

  async run(model: Model, real: Real): Promise<void> {
    await this.act(model, real);
    // Given-up files are recorded as rejections when the run is gathered; until then, only their job shows it.
    const isNoted = ([, outcome]: readonly [string, Outcome]): boolean =>
      outcome !== "given-up" || model.stage === "trained";
    const expected = [...model.outcome].filter(isNoted).sort();
    expect([...(await real.outcomes())].sort()).toEqual(expected);
    const rows = expected.filter(([, outcome]) => outcome === "row").length;
    expect(await real.services.features.shardIndex(name).count()).toBe(rows);
  }

  toString(): string {
    return this.constructor.name;
  }
}

class List extends Step {
  check({ stage }: Readonly<Model>): boolean {
    return stage === "new";
  }
  async act(model: Model, real: Real): Promise<void> {
    const listing = await produce(real.services, name, real.settings, never);
    expect(listing).toMatchObject({ complete: true, listed: keys.length, queued: keys.length });
    model.stage = "extracting";
    for (const shard of shards) model.pending.add(shard);
  }
}

const mayWork = ({ stage, pending }: Readonly<Model>): boolean => stage === "extracting" && pending.size > 0;

function shardOf(payload: ExtractPayload): readonly string[] {
  return shards.find((shard) => shard.includes(payload.keys[0]!))!;
}

class Work extends Step {
  check = mayWork;
  async act(model: Model, real: Real): Promise<void> {
    for (const payload of await real.doNext()) {
      for (const key of payload.keys) model.outcome.set(key, outcomeOf[model.quality.get(key)!]);
      model.pending.delete(shardOf(payload));
    }
  }
}

/** A worker stores its job's results and dies before the job ends: another worker repeats it. */
class WorkAndDie extends Step {
  check = mayWork;
  async act(model: Model, real: Real): Promise<void> {
    const taken = await real.take();
    await real.process(taken).catch(() => undefined);
    await taken.job.moveToWait(token);
    for (const key of taken.payload.keys) {
      const quality = model.quality.get(key)!;
      if (quality === "busy") model.outcome.delete(key);
      else model.outcome.set(key, outcomeOf[quality]);
    }
  }
}

/** A worker reconnects after its job was given to another worker: it changes nothing. */
class WorkTooLate extends Step {
  check = mayWork;
  async act(_: Model, real: Real): Promise<void> {
    const taken = await real.take();
    const { redis } = real.services.address;
    await redis.set(taken.lock.key, "another");
    await expect(real.process(taken)).rejects.toThrow(LockLostError);
    await redis.set(taken.lock.key, token);
    await taken.job.moveToWait(token);
  }
}

class LoseJobs extends Step {
  check = mayWork;
  async act(model: Model, real: Real): Promise<void> {
    await real.loseJobs();
    // If each file already has an outcome, nothing is left to do.
    for (const shard of model.pending)
      if (shard.every((key) => ["row", "rejected"].includes(model.outcome.get(key) ?? ""))) model.pending.delete(shard);
  }
}

/** A worker stored its job's results and ended the job; a power cut lost the results but not the end. */
class LoseOutcomes extends Step {
  check(model: Readonly<Model>): boolean {
    return mayWork(model) && model.lost.size === 0;
  }
  async act(model: Model, real: Real): Promise<void> {
    const { job, payload } = await real.take();
    await job.moveToCompleted({}, token, false);
    const isWhole = shardOf(payload).every((key) => ["row", "rejected"].includes(model.outcome.get(key) ?? ""));
    if (isWhole) model.pending.delete(shardOf(payload));
    else model.lost.add(shardOf(payload));
    await enqueueRun(real.services, name, real.settings);
  }
}

class Change extends Step {
  readonly #key: string;
  readonly #quality: Quality;

  constructor(key: string, quality: Quality) {
    super();
    this.#key = key;
    this.#quality = quality;
  }
  check(): boolean {
    return true;
  }
  async act(model: Model, real: Real): Promise<void> {
    const path = join(real.source, this.#key);
    await access(path);
    await writeFile(path, this.#quality);
    model.quality.set(this.#key, this.#quality);
  }
  override toString(): string {
    return `Change(${this.#key}, ${this.#quality})`;
  }
}

class Train extends Step {
  check({ stage, pending }: Readonly<Model>): boolean {
    return stage === "extracting" && pending.size === 0;
  }
  async act(model: Model, real: Real): Promise<void> {
    const rows = keys.filter((key) => model.outcome.get(key) === "row");
    expect(await real.train()).toEqual(rows);
    expect(model.outcome.size).toBe(keys.length);
    model.stage = "trained";
  }
}

class Retry extends Step {
  check({ stage }: Readonly<Model>): boolean {
    return stage === "trained";
  }
  async act(model: Model, real: Real): Promise<void> {
    const again = keys.filter((key) => model.outcome.get(key) !== "row");
    expect(await retry(real.services, name, undefined, never)).toBe(again.length);
    if (again.length === 0) return;
    model.stage = "extracting";
    for (const key of again) model.outcome.delete(key);
    for (const shard of shards) if (shard.some((key) => again.includes(key))) model.pending.add(shard);
  }
}

let url: string;
beforeAll(async () => void ({ url } = await testRedis()));

test("a file has exactly one outcome, whatever workers, producers and users do and in whatever order", async () => {
  const steps = [
    fc.constant(new List()),
    fc.constant(new Work()),
    fc.constant(new Work()),
    fc.constant(new WorkAndDie()),
    fc.constant(new WorkTooLate()),
    fc.constant(new LoseJobs()),
    fc.constant(new LoseOutcomes()),
    fc.constant(new Train()),
    fc.constant(new Retry()),
    fc.tuple(fc.constantFrom(...keys), fc.constantFrom(...qualities)).map(([key, quality]) => new Change(key, quality)),
  ];
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 40, size: "max" }), async (commands) => {
      const { prefix } = await testRedis();
      const real = await Real.begin(url, prefix);
      try {
        const model = (): Model => ({
          stage: "new",
          quality: new Map(keys.map((key) => [key, "good"])),
          outcome: new Map(),
          pending: new Set(),
          lost: new Set(),
        });
        await fc.asyncModelRun(() => ({ model: model(), real }), [new List(), ...commands]);
      } finally {
        await real.close();
      }
    }),
    { numRuns: 30, seed: 1, endOnFailure: true },
  );
});

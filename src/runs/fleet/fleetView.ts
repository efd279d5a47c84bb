import { givenUpCode, unnotedLosses } from "../failures.js";
import { QueueWatch, type QueueView } from "../queues/queueWatch.js";
import { runStatus, type RunStatus } from "../runStatus.js";
import type { Services } from "../services.js";
import { WorkerRegistry, type WorkerInfo } from "../workerRegistry.js";

/** Older runs are ignored: the cost of a poll must not grow with the number of runs. */
const newestRuns = 20;

/** The number of a run's files by state so far. */
export interface RunView {
  readonly run: string;
  readonly stage: RunStatus["stage"];
  readonly files: Readonly<Record<"listed" | "queued" | "done" | "skipped" | "rejected" | "given_up", number>>;
  /** number of search results */
  readonly fits: { readonly done: number; readonly planned: number };
}

/** The state of all queues, runs and workers on one Redis at one time. */
export interface FleetView {
  /** the newest first */
  readonly runs: readonly RunView[];
  readonly queues: readonly QueueView[];
  readonly workers: readonly WorkerInfo[];
  /** files waiting for or in extraction, for all runs shown */
  readonly backlogFiles: number;
}

/** Polls the state of the fleet. It reads counts, never lists that grow with a run. */
export class FleetWatch {
  readonly #services: Services;
  readonly #queues: QueueWatch;
  readonly #workers: WorkerRegistry;
  /** files given up, by run and by the counts they depend on */
  #lost = new Map<string, Losses & { readonly of: string }>();

  constructor(services: Services) {
    this.#services = services;
    this.#queues = new QueueWatch(services.address);
    this.#workers = new WorkerRegistry(services.address);
  }

  /** @param now ms since 1970. @defaultValue Redis' clock */
  async look(now?: number): Promise<FleetView> {
    const names = (await this.#services.runs.names()).slice(0, newestRuns);
    const [runs, queues, workers] = await Promise.all([
      Promise.all(names.map(async (name) => this.#run(name, now))),
      this.#queues.look(),
      this.#workers.alive(now),
    ]);
    const known = runs.filter((run) => run !== undefined);
    this.#lost = new Map([...this.#lost].filter(([run]) => names.includes(run)));
    return { runs: known, queues, workers, backlogFiles: backlogFiles(known, queues) };
  }

  async close(): Promise<void> {
    await this.#queues.close();
  }

  async #run(name: string, now?: number): Promise<RunView | undefined> {
    const status = await runStatus(this.#services, name, now);
    if (status === undefined) return undefined;
    const { listed, queued, done, skipped, rejected } = status.files;
    const lost = await this.#lostFiles(name, rejected);
    return {
      run: name,
      stage: status.stage,
      files: {
        listed,
        queued,
        done,
        skipped: Object.values(skipped).reduce((sum, count) => sum + count, 0),
        rejected: rejected - lost.noted,
        given_up: lost.files,
      },
      fits: { done: status.training?.done ?? 0, planned: status.training?.planned ?? 0 },
    };
  }

  /**
   * Files of jobs that failed permanently. Before training starts, they are recorded as rejected; until then the jobs
   * themselves are queried, but only when one of the counts has changed.
   */
  async #lostFiles(name: string, rejected: number): Promise<Losses> {
    const jobs = await this.#queues.jobsGivenUp(name);
    const run = jobs === 0 ? undefined : await this.#services.runs.get(name);
    if (run === undefined) return { files: 0, noted: 0 };
    const of = `${jobs} ${rejected}`;
    let known = this.#lost.get(name);
    if (known?.of !== of) {
      const rejections = await this.#services.runs.rejections(name);
      const noted = rejections.filter(({ code }) => code === givenUpCode).length;
      const files = noted + (await unnotedLosses(this.#services, run)).length;
      this.#lost.set(name, (known = { of, files, noted }));
    }
    return known;
  }
}

interface Losses {
  readonly files: number;
  /** of these, already counted as rejected */
  readonly noted: number;
}

/** Only the queue knows whether there is work: a file that is being retried may be counted as done. */
function backlogFiles(runs: readonly RunView[], queues: readonly QueueView[]): number {
  const extract = queues.find(({ queue }) => queue === "extract")!.jobs;
  const jobs = extract.waiting + extract.delayed + extract.active;
  if (jobs === 0) return 0;
  const missing = runs
    .filter(({ stage }) => stage === "listing" || stage === "extracting")
    .map(({ files }) => Math.max(0, files.queued - files.done - files.rejected - files.given_up));
  return Math.max(
    jobs,
    missing.reduce((sum, files) => sum + files, 0),
  );
}

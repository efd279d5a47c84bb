import { Gauge, type Registry } from "prom-client";
import type { FleetView } from "./fleetView.js";

/**
 * The fleet's metrics for Prometheus. Every process reports the same numbers, read from Redis: aggregate them with max,
 * not sum. The newest twenty runs are labels; files never are.
 */
export class FleetMetrics {
  readonly #namesRuns: boolean;
  readonly #redisUp: Gauge;
  readonly #files: Gauge<"run" | "state">;
  readonly #fits: Gauge<"run" | "state">;
  readonly #jobs: Gauge<"queue" | "state">;
  readonly #oldest: Gauge<"queue">;
  readonly #workers: Gauge<"kind">;
  readonly #workerThreads: Gauge<"kind">;
  readonly #backlog: Gauge;
  readonly #backlogPerWorker: Gauge;

  /** @param namesRuns false: one series named "all" instead of one per run */
  constructor(registry: Registry, namesRuns: boolean) {
    const registers = [registry];
    this.#namesRuns = namesRuns;
    this.#redisUp = new Gauge({ name: "ser_redis_up", help: "1 if Redis responds, 0 if not", registers });
    this.#files = new Gauge({
      name: "ser_run_files",
      help: "Files of a run, of the newest 20: listed, queued, done, skipped, rejected, given_up",
      labelNames: ["run", "state"],
      registers,
    });
    this.#fits = new Gauge({
      name: "ser_run_fits",
      help: "Results of a run's search, mostly candidates: planned, done",
      labelNames: ["run", "state"],
      registers,
    });
    this.#jobs = new Gauge({
      name: "ser_queue_jobs",
      help: "Jobs in a queue by state: waiting, active, delayed, waiting_children, failed",
      labelNames: ["queue", "state"],
      registers,
    });
    this.#oldest = new Gauge({
      name: "ser_queue_oldest_age_seconds",
      help: "Age of the next job, 0 if none is waiting; for extract, of the oldest waiting files",
      labelNames: ["queue"],
      registers,
    });
    this.#workers = new Gauge({ name: "ser_workers", help: "Live workers", labelNames: ["kind"], registers });
    this.#workerThreads = new Gauge({
      name: "ser_worker_threads",
      help: "Threads of all live workers",
      labelNames: ["kind"],
      registers,
    });
    this.#backlog = new Gauge({
      name: "ser_backlog_files",
      help: "Files waiting for extraction or being extracted",
      registers,
    });
    this.#backlogPerWorker = new Gauge({
      name: "ser_backlog_files_per_worker",
      help: "Backlog divided by the number of extraction workers, at least 1: the value for scaling",
      registers,
    });
  }

  /** @param now ms since 1970 */
  show(view: FleetView, now: number): void {
    this.#forget();
    this.#redisUp.set(1);
    for (const { run: name, files, fits } of view.runs) {
      const run = this.#namesRuns ? name : "all";
      for (const [state, count] of Object.entries(files)) this.#files.inc({ run, state }, count);
      for (const [state, count] of Object.entries(fits)) this.#fits.inc({ run, state }, count);
    }
    for (const { queue, jobs, oldestAddedAt } of view.queues) {
      for (const [state, count] of Object.entries(jobs))
        this.#jobs.set({ queue, state: state.replace("-", "_") }, count);
      // Another machine's clock may be ahead of this one's.
      this.#oldest.set({ queue }, oldestAddedAt === undefined ? 0 : Math.max(0, now - oldestAddedAt) / 1_000);
    }
    for (const kind of ["extract", "train", "predict"] as const) {
      const workers = view.workers.filter((worker) => worker.kind === kind);
      this.#workers.set({ kind }, workers.length);
      this.#workerThreads.set(
        { kind },
        workers.reduce((sum, { threads }) => sum + threads, 0),
      );
    }
    const extractors = view.workers.filter(({ kind }) => kind === "extract").length;
    this.#backlog.set(view.backlogFiles);
    this.#backlogPerWorker.set(view.backlogFiles / Math.max(1, extractors));
  }

  /** Redis does not respond: reports nothing rather than stale numbers. */
  showNothing(): void {
    this.#forget();
    this.#redisUp.set(0);
  }

  #forget(): void {
    for (const gauge of [this.#files, this.#fits, this.#jobs, this.#oldest, this.#workers, this.#workerThreads])
      gauge.reset();
    // A gauge without labels would report 0 after a reset, which would be wrong.
    for (const gauge of [this.#backlog, this.#backlogPerWorker]) gauge.remove();
  }
}

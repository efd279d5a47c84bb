import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import { Piscina } from "piscina";
import { ThreadLoad } from "./threadLoad.js";

/** Threads that compute, so that the event loop stays free to fetch, store and renew job locks. */
export interface ThreadPool<T, R> {
  readonly threads: number;
  readonly load: ThreadLoad;
  /** @param transfer buffers that move to the thread instead of being copied */
  run(task: T, transfer?: readonly ArrayBuffer[]): Promise<R>;
  close(): Promise<void>;
}

/** One thread a core unless told otherwise. */
export function defaultThreads(): number {
  return availableParallelism();
}

/**
 * Threads that start when the first task comes, and are ended only when they have loaded their modules: Node 20 aborts the
 * whole process (`v8::Module::IsGraphAsync`) when a thread is ended in the middle of an import.
 *
 * @param program URL of the caller (import.meta.url); `module` is its neighbour
 * @param module file name without extension; its default export is the function that a thread runs
 * @param tasksPerThread handed to a thread at once: with more than one it need not wait for the event loop between short
 *   tasks, but a task may wait behind a long one while another thread rests
 */
export function createThreadPool<T, R>(
  program: string,
  module: string,
  threads: number,
  tasksPerThread = 1,
): ThreadPool<T, R> {
  const extension = extname(fileURLToPath(program));
  const load = new ThreadLoad(threads);
  let pool: Piscina<T, R> | undefined;
  let loading: LoadingThreads | undefined;
  let isClosed = false;
  const start = (): Piscina<T, R> => {
    const started = new Piscina<T, R>({
      filename: fileURLToPath(new URL(`./${module}${extension}`, program)),
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: tasksPerThread,
      // From the sources (tests, `npm run dev`) a thread needs the same TypeScript loader as its parent.
      ...(extension === ".ts" ? { execArgv: ["--import", "tsx"] } : {}),
    });
    loading = new LoadingThreads(started);
    return started;
  };
  return {
    threads,
    load,
    async run(task, transfer) {
      // A pool that is destroyed would start new threads, which nobody closes.
      if (isClosed) throw new Error("the threads are closed");
      pool ??= start();
      return load.during(pool.run(task, transfer === undefined ? {} : { transferList: [...transfer] }));
    },
    async close() {
      isClosed = true;
      await loading?.none();
      await pool?.destroy();
    },
  };
}

/** The threads of a pool that still import their modules, those that took a dead one's place among them. */
class LoadingThreads {
  readonly #pool: Pick<Piscina, "threads">;
  readonly #known = new WeakSet<Worker>();
  readonly #loading = new Map<Worker, Promise<void>>();

  constructor(pool: Pick<Piscina, "threads">) {
    this.#pool = pool;
    this.#watch();
  }

  /** Resolves when there is none. */
  async none(): Promise<void> {
    // Nothing else may be left that keeps the process running, and its end would end the threads too.
    for (const thread of this.#loading.keys()) thread.ref();
    await Promise.all(this.#loading.values());
  }

  #watch(): void {
    for (const thread of this.#pool.threads) {
      if (this.#known.has(thread)) continue;
      this.#known.add(thread);
      const loaded = new Promise<void>((resolve) => {
        thread.once("message", () => resolve()); // the first message of piscina's worker says that it is ready
        thread.once("exit", () => {
          this.#watch();
          resolve();
        });
      });
      this.#loading.set(
        thread,
        loaded.then(() => void this.#loading.delete(thread)),
      );
    }
  }
}

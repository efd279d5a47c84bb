import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import { Piscina } from "piscina";
import { ThreadLoad } from "./threadLoad.js";

/** Worker threads for computation, so that the event loop stays free to fetch, store and renew job locks. */
export interface ThreadPool<T, R> {
  readonly threads: number;
  readonly load: ThreadLoad;
  /**
   * @param transfer buffers to transfer to the thread instead of copying
   * @param signal terminates the thread that runs the task, and with it all tasks handed to this thread
   */
  run(task: T, transfer?: readonly ArrayBuffer[], signal?: AbortSignal): Promise<R>;
  close(): Promise<void>;
}

/** Default number of threads: one per core. */
export function defaultThreads(): number {
  return availableParallelism();
}

/**
 * A pool that starts its threads at the first task, and terminates them only after they have loaded their modules: Node 20
 * aborts the whole process (`v8::Module::IsGraphAsync`) when a thread is terminated in the middle of an import.
 *
 * @param module URL of the module whose default export the threads run
 * @param tasksPerThread tasks handed to a thread at a time. With more than one, a thread does not wait for the event
 *   loop between short tasks, but a task may queue behind a long one while another thread is idle. @defaultValue 1
 * @example createThreadPool<Task, Result>(new URL("./featureThread.js", import.meta.url), 4)
 */
export function createThreadPool<T, R>(module: URL, threads: number, tasksPerThread = 1): ThreadPool<T, R> {
  const built = fileURLToPath(module);
  const source = built.replace(/\.js$/, ".ts");
  const isSource = fileURLToPath(import.meta.url).endsWith(".ts") && existsSync(source);
  const load = new ThreadLoad(threads);
  let pool: Piscina<T, R> | undefined;
  let loading: LoadingThreads | undefined;
  let isClosed = false;
  const start = (): Piscina<T, R> => {
    const started = new Piscina<T, R>({
      filename: isSource ? source : built,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: tasksPerThread,
      // Run from the sources (tests, `npm run dev`), a thread needs the same TypeScript loader as its parent.
      ...(isSource ? { execArgv: ["--import", "tsx"] } : {}),
    });
    loading = new LoadingThreads(started);
    return started;
  };
  return {
    threads,
    load,
    async run(task, transfer, signal) {
      // A destroyed Piscina pool would start new threads, and nothing would stop them.
      if (isClosed) throw new Error("the threads are closed");
      pool ??= start();
      const options = transfer === undefined ? {} : { transferList: [...transfer] };
      return load.during(pool.run(task, signal === undefined ? options : { ...options, signal }));
    },
    async close() {
      isClosed = true;
      await loading?.none();
      await pool?.destroy();
    },
  };
}

/** The threads of a pool that are still loading their modules, including replacements of dead threads. */
class LoadingThreads {
  readonly #pool: Pick<Piscina, "threads">;
  readonly #known = new WeakSet<Worker>();
  readonly #loading = new Map<Worker, Promise<void>>();

  constructor(pool: Pick<Piscina, "threads">) {
    this.#pool = pool;
    this.#watch();
  }

  /** Resolves when no thread is loading any more. */
  async none(): Promise<void> {
    // Keeps the process running: nothing else might, and its exit would terminate the threads too.
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

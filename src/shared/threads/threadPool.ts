import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
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
  const pool = new Piscina<T, R>({
    filename: fileURLToPath(new URL(`./${module}${extension}`, program)),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: tasksPerThread,
    // From the sources (tests, `npm run dev`) a thread needs the same TypeScript loader as its parent.
    ...(extension === ".ts" ? { execArgv: ["--import", "tsx"] } : {}),
  });
  const load = new ThreadLoad(threads);
  let isClosed = false;
  return {
    threads,
    load,
    async run(task, transfer) {
      // A pool that is destroyed would start new threads, which nobody closes.
      if (isClosed) throw new Error("the threads are closed");
      return load.during(pool.run(task, transfer === undefined ? {} : { transferList: [...transfer] }));
    },
    async close() {
      isClosed = true;
      await pool.destroy();
    },
  };
}

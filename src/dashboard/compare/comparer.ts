import { readStoredRun, type StoredRun } from "../../runs/comparedRun.js";
import type { Services } from "../../runs/services.js";
import { createThreadPool, type ThreadPool } from "../../shared/threads/threadPool.js";

/** Compares runs on a thread: two thousand resamples of many recordings would block the server. */
export class Comparer {
  readonly #services: Pick<Services, "runs">;
  #threads: ThreadPool<readonly StoredRun[], string> | undefined;

  constructor(services: Pick<Services, "runs">) {
    this.#services = services;
  }

  /**
   * The comparison of `ser compare --out FILE.html`, as HTML.
   *
   * @throws NotFoundError if one of them does not exist; ConfigError if one has no report yet
   */
  async sections(names: readonly string[]): Promise<string> {
    const stored = await Promise.all(names.map(async (name) => readStoredRun(this.#services, name)));
    this.#threads ??= createThreadPool(new URL("./compareThread.js", import.meta.url), 1);
    return this.#threads.run(stored);
  }

  async close(): Promise<void> {
    await this.#threads?.close();
  }
}

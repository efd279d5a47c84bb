/**
 * Load of a thread pool: the number of tasks it has now, and how long its threads have worked so far. A thread runs
 * one task at a time; further tasks wait.
 */
export class ThreadLoad {
  readonly threads: number;
  #tasks = 0;
  #busyMs = 0;
  /** until when `#busyMs` is counted */
  #countedAt = performance.now();

  constructor(threads: number) {
    this.threads = threads;
  }

  /** Threads running a task now. */
  get busy(): number {
    return Math.min(this.#tasks, this.threads);
  }

  /** Tasks waiting for a thread. */
  get waiting(): number {
    return this.#tasks - this.busy;
  }

  /** Seconds that all threads together have worked. */
  get busySec(): number {
    this.#count();
    return this.#busyMs / 1_000;
  }

  /** Counts a task while it is running. */
  async during<T>(task: Promise<T>): Promise<T> {
    this.#count();
    this.#tasks++;
    try {
      return await task;
    } finally {
      this.#count();
      this.#tasks--;
    }
  }

  #count(): void {
    const now = performance.now();
    this.#busyMs += this.busy * (now - this.#countedAt);
    this.#countedAt = now;
  }
}

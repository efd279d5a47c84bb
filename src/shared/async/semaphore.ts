/**
 * FIFO semaphore: at most `permits` tasks run at once, the others start in the order of their calls.
 *
 * @example
 * const files = new Semaphore(16);
 * await Promise.all(keys.map((key) => files.run(async () => extract(key))));
 */
export class Semaphore {
  #permits: number;
  readonly #waiting: (() => void)[] = [];

  constructor(permits: number) {
    this.#permits = permits;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#permits > 0) this.#permits--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#permits++;
      else next();
    }
  }
}

export interface BatchLimits {
  /** tasks per batch */
  readonly size: number;
  /** batches running at once */
  readonly batches: number;
}

interface Waiting<T, R> {
  readonly task: T;
  readonly isExclusive: boolean;
  readonly resolve: (result: R) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * FIFO queue that dispatches short tasks in batches, because dispatching each one separately would cost a large part of
 * its run time. A batch never waits to fill up: tasks accumulate while other batches run.
 */
export class BatchingQueue<T, R> {
  readonly #perform: (tasks: readonly T[]) => Promise<readonly PromiseSettledResult<R>[]>;
  readonly #limits: BatchLimits;
  readonly #waiting: Waiting<T, R>[] = [];
  /** tasks that were running when a thread died; one of them may be what killed it */
  readonly #suspects: Waiting<T, R>[] = [];
  #underWay = 0;

  /**
   * @param perform runs a batch and says how each task settled, in order. If it rejects, the thread died, perhaps because
   *   of a task of another batch: each task is retried alone, with nothing else running.
   */
  constructor(perform: (tasks: readonly T[]) => Promise<readonly PromiseSettledResult<R>[]>, limits: BatchLimits) {
    this.#perform = perform;
    this.#limits = limits;
  }

  /** @param isExclusive run it alone in its batch, and never retry it. @defaultValue false */
  async run(task: T, isExclusive = false): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#waiting.push({ task, isExclusive, resolve, reject });
      this.#begin();
    });
  }

  #begin(): void {
    while (this.#underWay < this.#limits.batches && this.#suspects.length + this.#waiting.length > 0) {
      if (this.#suspects.length === 0) {
        this.#start(this.#finish(this.#waiting.splice(0, this.#nextSize())));
      } else {
        if (this.#underWay === 0) this.#start(this.#tryAgain(this.#suspects.shift()!));
        return;
      }
    }
  }

  #start(work: Promise<void>): void {
    this.#underWay++;
    void work.then(() => {
      this.#underWay--;
      this.#begin();
    });
  }

  /** Splits the waiting tasks evenly, so that at the end no thread has four tasks while another has none. */
  #nextSize(): number {
    const share = Math.min(this.#limits.size, Math.ceil(this.#waiting.length / this.#limits.batches));
    const firstExclusive = this.#waiting.findIndex(({ isExclusive }) => isExclusive);
    return firstExclusive === -1 ? share : Math.min(share, Math.max(1, firstExclusive));
  }

  async #finish(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      settle(batch, await this.#perform(batch.map(({ task }) => task)));
    } catch (error) {
      for (const one of batch) {
        if (one.isExclusive) one.reject(error);
        else this.#suspects.push(one);
      }
    }
  }

  async #tryAgain(suspect: Waiting<T, R>): Promise<void> {
    try {
      settle([suspect], await this.#perform([suspect.task]));
    } catch (error) {
      suspect.reject(error);
    }
  }
}

function settle<T, R>(batch: readonly Waiting<T, R>[], results: readonly PromiseSettledResult<R>[]): void {
  batch.forEach(({ resolve, reject }, i) => {
    const result = results[i]!;
    if (result.status === "fulfilled") resolve(result.value);
    else reject(result.reason);
  });
}

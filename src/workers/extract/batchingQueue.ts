export interface BatchLimits {
  /** tasks of one batch */
  readonly size: number;
  /** batches under way at the same time */
  readonly batches: number;
}

interface Waiting<T, R> {
  readonly task: T;
  readonly isExclusive: boolean;
  readonly resolve: (result: R) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Hands short tasks on in batches, where to hand over each by itself would cost as much as a part of the task. Nobody waits
 * for a batch to fill up: tasks gather while others are under way.
 *
 * Tasks begin in the order in which they came.
 */
export class BatchingQueue<T, R> {
  readonly #perform: (tasks: readonly T[]) => Promise<readonly PromiseSettledResult<R>[]>;
  readonly #limits: BatchLimits;
  readonly #waiting: Waiting<T, R>[] = [];
  /** they were under way when a thread died */
  readonly #suspects: Waiting<T, R>[] = [];
  #underWay = 0;

  /**
   * @param perform how each task of a batch ended, in their order. Where it rejects, whoever worked on them died, perhaps
   *   of a task of another batch: each is tried again, by itself and with nothing else under way.
   */
  constructor(perform: (tasks: readonly T[]) => Promise<readonly PromiseSettledResult<R>[]>, limits: BatchLimits) {
    this.#perform = perform;
    this.#limits = limits;
  }

  /** @param isAlone it shall share its batch with no other, and be tried once */
  async run(task: T, isAlone = false): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#waiting.push({ task, isExclusive: isAlone, resolve, reject });
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

  /** What waits is shared out evenly: at the end no worker shall have four tasks while another has none. */
  #nextSize(): number {
    const share = Math.min(this.#limits.size, Math.ceil(this.#waiting.length / this.#limits.batches));
    const firstAlone = this.#waiting.findIndex(({ isExclusive: isAlone }) => isAlone);
    return firstAlone === -1 ? share : Math.min(share, Math.max(1, firstAlone));
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

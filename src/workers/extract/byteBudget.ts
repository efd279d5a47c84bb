/**
 * How many bytes of recordings a worker may hold, those on their way from the source among them. Without it a hundred
 * fetches of 200 MB each would be begun at once; with a fixed small number of fetches instead, short files could not be
 * fetched fast enough.
 *
 * Room is given in the order in which it was asked for. A file that is larger than the whole budget is let in alone.
 */
export class ByteBudget {
  readonly #total: number;
  #held = 0;
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = [];

  constructor(total: number) {
    this.#total = total;
  }

  /** A share of the budget, for one file. */
  share(): BudgetShare {
    let held = 0;
    const release = (): void => {
      if (held === 0) return;
      this.#held -= held;
      held = 0;
      this.#letIn();
    };
    return {
      reserve: (bytes) => {
        // A read that is tried again asks again: it gives up its room first, or two such could wait for one another.
        release();
        const take = (): void => {
          held = bytes;
          this.#held += bytes;
        };
        if (this.#waiting.length === 0 && this.#fits(bytes)) {
          take();
          return undefined;
        }
        return new Promise<void>((resolve) => {
          this.#waiting.push({
            bytes,
            enter: () => {
              take();
              resolve();
            },
          });
        });
      },
      release,
    };
  }

  #letIn(): void {
    while (this.#waiting[0] !== undefined && this.#fits(this.#waiting[0].bytes)) this.#waiting.shift()!.enter();
  }

  #fits(bytes: number): boolean {
    return this.#held === 0 || this.#held + bytes <= this.#total;
  }
}

export interface BudgetShare {
  /** @returns undefined where there is room, else what to wait for */
  reserve(bytes: number): Promise<void> | undefined;
  /** The file is gone from memory. Harmless where nothing is held. */
  release(): void;
}

import type { RunSnapshot } from "../runs/runSnapshot.js";

type Listener = (snapshot: RunSnapshot) => void;

interface Watched {
  readonly listeners: Set<Listener>;
  readonly timer: NodeJS.Timeout;
  last: RunSnapshot | undefined;
}

/** Polls each watched run once a second, for all its viewers together. */
export class RunWatch {
  readonly #look: (run: string) => Promise<RunSnapshot | undefined>;
  readonly #intervalMs: number;
  readonly #watched = new Map<string, Watched>();

  constructor(look: (run: string) => Promise<RunSnapshot | undefined>, intervalMs = 1_000) {
    this.#look = look;
    this.#intervalMs = intervalMs;
  }

  /** Number of runs being watched. */
  get size(): number {
    return this.#watched.size;
  }

  /**
   * Calls the listener with each new snapshot of the run, and at once with the last one if there is one.
   *
   * @returns a function that unsubscribes; polling stops with the last viewer
   */
  follow(run: string, listener: Listener): () => void {
    const watched = this.#watched.get(run) ?? this.#begin(run);
    watched.listeners.add(listener);
    if (watched.last !== undefined) listener(watched.last);
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size > 0 || this.#watched.get(run) !== watched) return;
      clearInterval(watched.timer);
      this.#watched.delete(run);
    };
  }

  #begin(run: string): Watched {
    let isLooking = false;
    const look = async (): Promise<void> => {
      if (isLooking) return; // no second query while Redis is slow
      isLooking = true;
      try {
        const snapshot = await this.#look(run);
        if (snapshot === undefined) return;
        watched.last = snapshot;
        for (const listener of watched.listeners) listener(snapshot);
      } catch {
        // Redis is briefly unavailable: the next poll gets the state.
      } finally {
        isLooking = false;
      }
    };
    const timer = setInterval(() => void look(), this.#intervalMs);
    const watched: Watched = { listeners: new Set(), timer, last: undefined };
    this.#watched.set(run, watched);
    void look();
    return watched;
  }
}

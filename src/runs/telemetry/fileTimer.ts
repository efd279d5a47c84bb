import { events, type FileEnd, type Stage, type TimeSpan } from "./events.js";

/** The time that a thread spent on a file, in ms. */
export interface ComputeTime {
  /** reading time, for a file that the thread read itself */
  readonly readMs?: number;
  readonly decodeMs: number;
  readonly featuresMs: number;
}

/** Times the stages of one file, from its source to its row, and publishes them when the file is done. */
export class FileTimer {
  readonly #run: string;
  readonly #key: string;
  readonly #start = performance.now();
  readonly #stages: (TimeSpan & { readonly stage: Stage })[] = [];
  /** start of the current stage, in ms of performance.now() */
  #at = this.#start;

  constructor(run: string, key: string) {
    this.#run = run;
    this.#key = key;
  }

  /** The file's bytes were fetched. Not called for inline reads. */
  fetched(): void {
    this.#close("fetch", performance.now());
  }

  /**
   * A thread has computed the file's features or rejected it. The thread reports durations rather than times, because
   * it has its own clock. The rest of the time since the fetch was spent waiting for the thread and for other files of
   * the same batch. For WAVE files, decoding and feature extraction alternate; the events show all decoding first.
   */
  computed({ readMs, decodeMs, featuresMs }: ComputeTime): void {
    const end = performance.now();
    const features = Math.max(this.#at, end - featuresMs);
    const decode = Math.max(this.#at, features - decodeMs);
    const read = Math.max(this.#at, decode - (readMs ?? 0));
    this.#close("queue_wait", read);
    if (readMs !== undefined) this.#close("fetch", decode);
    this.#close("decode", features);
    this.#close("features", end);
  }

  /** @param code why it was rejected */
  over(outcome: FileEnd, code?: string): void {
    const end = performance.now();
    events.fileOver.publish({
      run: this.#run,
      key: this.#key,
      outcome,
      code,
      start: this.#start,
      end,
      stages: this.#stages,
    });
  }

  #close(stage: Stage, end: number): void {
    this.#stages.push({ stage, start: this.#at, end });
    this.#at = end;
  }
}

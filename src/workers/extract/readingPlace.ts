/** A read that takes longer than this, on average, holds up a thread that could compute. In ms. */
const slow = 1;

/** Reads that the average is about, the latest first. */
const remembered = 16;

/** Files that are read ahead before a thread tries again. */
const pause = 500;

/**
 * Whether files of this machine are best read by the threads that compute them: they are while the kernel has them in
 * memory, or the disk is fast. From a slow disk it is better to read ahead, so that reading hides behind computing.
 */
export class ReadingPlace {
  #averageMs = 0;
  #ahead = 0;

  /** Asked once for each file. */
  isOnThread(): boolean {
    if (this.#ahead === 0) return true;
    this.#ahead--;
    return false;
  }

  /** A thread read a file in so many ms. */
  took(ms: number): void {
    this.#averageMs += (ms - this.#averageMs) / remembered;
    if (this.#averageMs <= slow) return;
    this.#ahead = pause;
    this.#averageMs = 0;
  }
}

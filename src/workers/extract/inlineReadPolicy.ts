/** Reads per trial. */
const trialReads = 16;

/** A mean read time above this (ms) trips the breaker: slow reads block threads that could compute. */
const slowReadMs = 1;

/** Cap on what one read counts (ms): a single long read means that the thread was descheduled, not that the disk is slow. */
const maxReadMs = 4;

/** Files to read ahead before the next trial. */
const coolDownFiles = 500;

/**
 * Circuit breaker for reading files on the threads that compute them. Inline reads are faster while files are in the
 * page cache or the disk is fast. On a slow disk, the main thread reads ahead instead, so that reading overlaps with
 * computing.
 *
 * A trial of a few files decides; until its result is known, other files are read ahead.
 */
export class InlineReadPolicy {
  #isClosed = false;
  /** files left in the cool-down */
  #coolDown = 0;
  /** files handed out in the current trial, and those read so far */
  #started = 0;
  #read = 0;
  #readMs = 0;

  /** Call once per file. After `true`, the caller must report the outcome with `recordRead`. */
  shouldReadInline(): boolean {
    if (this.#isClosed) return true;
    if (this.#coolDown > 0) {
      this.#coolDown--;
      return false;
    }
    if (this.#started === trialReads) return false;
    this.#started++;
    return true;
  }

  /** @param ms time a thread took to read the file; undefined if it did not read it */
  recordRead(ms: number | undefined): void {
    if (ms === undefined) {
      this.#started = Math.max(0, this.#started - 1);
      return;
    }
    this.#readMs += Math.min(ms, maxReadMs);
    if (++this.#read < trialReads) return;
    this.#isClosed = this.#readMs / trialReads <= slowReadMs;
    this.#coolDown = this.#isClosed ? 0 : coolDownFiles;
    this.#started = this.#read = this.#readMs = 0;
  }
}

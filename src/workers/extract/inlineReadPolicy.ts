/** Reads that one verdict is about. */
const reads = 16;

/** If they take longer than this on average, they hold up a thread that could compute. In ms. */
const slow = 1;

/** What one read counts at most, in ms: a thread that was kept from its processor for once says nothing of the disk. */
const longest = 4;

/** Files that are read ahead before threads try again. */
const pause = 500;

/**
 * Whether files of this machine are best read by the threads that compute them: they are while the kernel has them in
 * memory, or the disk is fast. From a slow disk it is better to read ahead, so that reading hides behind computing.
 *
 * Threads try a few files, and until it is known how that went the others are read ahead.
 */
export class InlineReadPolicy {
  #isTrusted = false;
  /** of the pause, files that are left */
  #ahead = 0;
  /** files of the trial under way, those read among them */
  #tried = 0;
  #read = 0;
  #readMs = 0;

  /** Asked once for each file; who hears yes tells by `took` what came of it. */
  shouldReadInline(): boolean {
    if (this.#isTrusted) return true;
    if (this.#ahead > 0) {
      this.#ahead--;
      return false;
    }
    if (this.#tried === reads) return false;
    this.#tried++;
    return true;
  }

  /** @param ms that a thread took to read a file; undefined where it could not or would not */
  recordRead(ms: number | undefined): void {
    if (ms === undefined) {
      this.#tried = Math.max(0, this.#tried - 1);
      return;
    }
    this.#readMs += Math.min(ms, longest);
    if (++this.#read < reads) return;
    this.#isTrusted = this.#readMs / reads <= slow;
    this.#ahead = this.#isTrusted ? 0 : pause;
    this.#tried = this.#read = this.#readMs = 0;
  }
}

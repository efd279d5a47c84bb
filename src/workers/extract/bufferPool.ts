import type { BufferLease } from "../../audio/recordingReader.js";

/**
 * Leases the buffers that recordings are read into and limits their total size, including files still being fetched.
 * Limiting bytes rather than fetches lets many short files be fetched at once without starting a hundred fetches of 200 MB.
 *
 * Buffers are shared with the threads and reused: allocating one per file, clearing its pages, transferring and collecting
 * it takes as much CPU time as reading the file. Long files get a buffer that is transferred instead of shared, because
 * V8 ignores shared memory when deciding when to collect garbage, so it would accumulate.
 *
 * Leases are granted in the order of requests. A file larger than the whole limit gets a lease when no other is held.
 */
export class BufferPool {
  readonly #limit: number;
  /** bytes leased */
  #held = 0;
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = [];
  /** idle buffers by size */
  #free = new Map<number, SharedArrayBuffer[]>();
  #freeBytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A lease for one file. */
  lease(): BufferLease {
    let held = 0;
    let shared: SharedArrayBuffer | undefined;
    const release = (): void => {
      if (held === 0) return;
      this.#held -= held;
      held = 0;
      if (shared !== undefined) this.#keep(shared);
      shared = undefined;
      this.#letIn();
    };
    return {
      allocate: (bytes) => {
        // A retried read allocates again: release first, or two retries could wait for one another.
        release();
        const size = sizeOf(bytes);
        const enter = (): Uint8Array => {
          held = size;
          if (size <= largestShared) shared = this.#take(size);
          this.#held += size;
          return shared === undefined ? Buffer.allocUnsafeSlow(bytes) : new Uint8Array(shared, 0, bytes);
        };
        if (this.#waiting.length === 0 && this.#fits(size)) return enter();
        return new Promise<Uint8Array>((resolve) => {
          this.#waiting.push({ bytes: size, enter: () => resolve(enter()) });
        });
      },
      release,
    };
  }

  #letIn(): void {
    while (this.#waiting[0] !== undefined && this.#fits(this.#waiting[0].bytes)) this.#waiting.shift()!.enter();
  }

  #fits(size: number): boolean {
    return this.#held === 0 || this.#held + size <= this.#limit;
  }

  #take(size: number): SharedArrayBuffer {
    const kept = this.#free.get(size)?.pop();
    if (kept !== undefined) {
      this.#freeBytes -= size;
      return kept;
    }
    // Drop idle buffers of other sizes, so that leased and idle bytes together stay below the limit.
    if (this.#held + this.#freeBytes + size > this.#limit) {
      this.#free = new Map();
      this.#freeBytes = 0;
    }
    return new SharedArrayBuffer(size);
  }

  #keep(buffer: SharedArrayBuffer): void {
    const size = buffer.byteLength;
    const kept = this.#free.get(size);
    if (kept === undefined) this.#free.set(size, [buffer]);
    else kept.push(buffer);
    this.#freeBytes += size;
  }
}

/** Sizes are rounded up to this, so that files of similar length can reuse the same buffers. */
const sizeStep = 1 << 18;

/** Longer files are rare, and allocating their buffers is cheap compared with analysing them. */
const largestShared = 1 << 23;

function sizeOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / sizeStep)) * sizeStep;
}

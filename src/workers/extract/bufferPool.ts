/**
 * The buffers that recordings are read into, and how many bytes of them a worker may hold, those of files on their way
 * among them. Without a limit a hundred fetches of 200 MB each would be begun at once; with a fixed small number of fetches
 * instead, short files could not be fetched fast enough.
 *
 * Buffers are shared with the threads and used again. To allocate one for each file, to have the kernel clear its pages and
 * to hand it over and collect it costs as much processor time as to read the file. Long files get one of their own, which
 * moves to the thread: V8 does not count shared memory when it decides what to collect, and would let such pile up.
 *
 * Room is given in the order in which it was asked for. A file that is larger than the whole limit is let in alone.
 */
export class BufferPool {
  readonly #limit: number;
  /** bytes of the files in hand */
  #held = 0;
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = [];
  /** buffers at rest, by their size */
  #free = new Map<number, SharedArrayBuffer[]>();
  #freeBytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Room for one file. */
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
        // A read that is tried again asks again: it gives up its room first, or two such could wait for one another.
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
    // Buffers of other sizes make way: what is held and what is kept stay below the limit together.
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

export interface BufferLease {
  /** @returns a place for so many bytes, at once or when there is room */
  readonly allocate: (bytes: number) => Uint8Array | Promise<Uint8Array>;
  /** The file is no longer needed; nobody may look at its bytes any more. Harmless where there is none. */
  readonly release: () => void;
}

/** Few sizes, so that files of about the same length use the same buffers. */
const sizeStep = 1 << 18;

/** Longer files are rare, and to allocate their buffers is little beside computing them. */
const largestShared = 1 << 23;

function sizeOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / sizeStep)) * sizeStep;
}

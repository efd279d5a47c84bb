/** A byte range of a file; it is cut off at the end of the file. */
export interface Range {
  readonly start: number;
  readonly length: number;
}

/** A byte range, or the last bytes of a file. */
export type RangeRequest = Range | { readonly last: number };

export interface FileRange {
  readonly bytes: Uint8Array;
  /** where `bytes` begins in the file */
  readonly start: number;
  /** bytes in the whole file */
  readonly size: number;
}

/** A file with random access: an object in a store, or bytes in memory. Every read sees the same content. */
export interface RangedFile {
  read(range: RangeRequest): Promise<FileRange>;
  /** Reads several ranges in parallel; returns them in order. Call it once, with all ranges still needed. */
  readRanges(ranges: readonly Range[]): Promise<FileRange[]>;
  /** The whole file. */
  readAll(): Promise<Uint8Array>;
}

/** A file in memory. */
export function fileInMemory(bytes: Uint8Array): RangedFile {
  const size = bytes.length;
  const rangeOf = (range: RangeRequest): FileRange => {
    const start = "last" in range ? Math.max(0, size - range.last) : Math.min(size, range.start);
    const end = "last" in range ? size : Math.min(size, start + range.length);
    return { bytes: bytes.subarray(start, end), start, size };
  };
  return {
    read: async (range) => Promise.resolve(rangeOf(range)),
    readRanges: async (ranges) => Promise.resolve(ranges.map(rangeOf)),
    readAll: async () => Promise.resolve(new Uint8Array(bytes)),
  };
}

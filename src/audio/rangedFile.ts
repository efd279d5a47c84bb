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
  read(stretch: RangeRequest): Promise<FileRange>;
  /** Reads several ranges in parallel; returns them in order. Call it once, with all ranges still needed. */
  readRanges(ranges: readonly Range[]): Promise<FileRange[]>;
  /** The whole file. */
  readAll(): Promise<Uint8Array>;
}

/** A file in memory. */
export function fileInMemory(bytes: Uint8Array): RangedFile {
  const size = bytes.length;
  const stretchOf = (stretch: RangeRequest): FileRange => {
    const start = "last" in stretch ? Math.max(0, size - stretch.last) : Math.min(size, stretch.start);
    const end = "last" in stretch ? size : Math.min(size, start + stretch.length);
    return { bytes: bytes.subarray(start, end), start, size };
  };
  return {
    read: async (stretch) => Promise.resolve(stretchOf(stretch)),
    readRanges: async (ranges) => Promise.resolve(ranges.map(stretchOf)),
    readAll: async () => Promise.resolve(new Uint8Array(bytes)),
  };
}

/** Bytes of a file, from a place on. What lies past its end is left out. */
export interface Range {
  readonly start: number;
  readonly length: number;
}

/** A stretch of a file: from a place on, or its end. */
export type RangeRequest = Range | { readonly last: number };

export interface FileRange {
  readonly bytes: Uint8Array;
  /** where `bytes` begins in the file */
  readonly start: number;
  /** bytes in the whole file */
  readonly size: number;
}

/** A file of which any part can be read: an object in a store, or bytes at hand. Every read sees the same content. */
export interface RangedFile {
  read(stretch: RangeRequest): Promise<FileRange>;
  /** Several stretches side by side, in their order: all that is still wanted of the file. */
  readRanges(ranges: readonly Range[]): Promise<FileRange[]>;
  /** The whole file. */
  readAll(): Promise<Uint8Array>;
}

/** A file that is at hand whole. */
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

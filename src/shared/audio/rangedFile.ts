/** A stretch of a file: from a place on, or its end. What lies past the end is left out. */
export type Stretch = { readonly start: number; readonly length: number } | { readonly last: number };

export interface FileStretch {
  readonly bytes: Uint8Array;
  /** where `bytes` begins in the file */
  readonly start: number;
  /** bytes in the whole file */
  readonly size: number;
}

/** A file of which any part can be read: an object in a store, or bytes at hand. Every read sees the same content. */
export interface RangedFile {
  read(stretch: Stretch): Promise<FileStretch>;
  /** The whole file. */
  readAll(): Promise<Uint8Array>;
}

/** A file that is at hand whole. */
export function fileInMemory(bytes: Uint8Array): RangedFile {
  const size = bytes.length;
  return {
    read(stretch) {
      const start = "last" in stretch ? Math.max(0, size - stretch.last) : Math.min(size, stretch.start);
      const end = "last" in stretch ? size : Math.min(size, start + stretch.length);
      return Promise.resolve({ bytes: bytes.subarray(start, end), start, size });
    },
    readAll: async () => Promise.resolve(new Uint8Array(bytes)),
  };
}

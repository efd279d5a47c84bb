/** Stores bytes under names such as "run/version/all.json". */
export interface BlobStore {
  /** for messages: "redis", a directory, s3://… */
  readonly place: string;
  /** @returns undefined if there is no blob of that name */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Writes the blob atomically: readers see all of it or the previous one. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Identifies the blob's current content, for `replace`; undefined if there is no blob of that name. */
  stateOf(name: string): Promise<string | undefined>;
  /**
   * Writes the blob atomically, if its content is still that of `state`.
   *
   * @returns false, and nothing is written, if another writer was faster
   */
  replace(name: string, bytes: Uint8Array, state: string | undefined): Promise<boolean>;
  /** Does nothing if there is no blob of that name. */
  remove(name: string): Promise<void>;
  /** @returns all names, in no particular order */
  names(): Promise<string[]>;
  close(): Promise<void>;
}

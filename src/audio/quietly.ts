/**
 * Runs a decoder that writes its complaints to the console: what is wrong with a file is said in our own words.
 *
 * @param decode synchronous, so that nothing else of the thread is silenced
 */
export function quietly<T>(decode: () => T): T {
  const { error, log, warn } = console;
  const silent = (): void => undefined;
  Object.assign(console, { error: silent, log: silent, warn: silent });
  try {
    return decode();
  } finally {
    Object.assign(console, { error, log, warn });
  }
}

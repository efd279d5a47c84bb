/**
 * Runs a decoder with its console output silenced: our own messages say what is wrong with a file.
 *
 * @param decode synchronous, so that nothing else in the thread is silenced
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

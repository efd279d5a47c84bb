import { rm, writeFile } from "node:fs/promises";

const intervalMs = 5_000;

/**
 * Touches a file every 5 s while this process can do its work, so that a supervisor in the same container only needs to
 * check the file's age.
 *
 * @param file   rewritten each time, removed at the end
 * @param answer checks a service that the process needs; the file is not touched until it responds
 * @param every  interval in ms
 * @returns a function that stops it
 */
export function keepHealthFile(
  file: string,
  answer: () => Promise<unknown>,
  every = intervalMs,
): { close(): Promise<void> } {
  let beating: Promise<void> | undefined;
  let isClosed = false;
  const beat = async (): Promise<void> => {
    await answer();
    if (!isClosed) await writeFile(file, `${new Date().toISOString()}\n`);
  };
  const beatOnce = (): void => {
    // On a fault the file becomes outdated, which is the signal.
    beating ??= beat()
      .catch(() => undefined)
      .finally(() => (beating = undefined));
  };
  const timer = setInterval(beatOnce, every).unref();
  beatOnce();
  return {
    async close() {
      isClosed = true;
      clearInterval(timer);
      await rm(file, { force: true });
    },
  };
}

import { rm, writeFile } from "node:fs/promises";

const intervalMs = 5_000;

/**
 * Touches a file every 5 s for as long as this process can do its work, so that a supervisor in the same container can
 * ask for no more than the file's age.
 *
 * @param file   written anew each time, removed at the end
 * @param answer what the process cannot work without; the file waits for it, so silence there is silence here
 * @param every  between two writings, in ms
 * @returns ends it
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
    // A fault leaves the file to grow old: that is the message.
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

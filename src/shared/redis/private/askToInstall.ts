import { createInterface } from "node:readline";

export const installQuestion =
  "no redis-server on PATH. Install Debian's package (apt-get install redis-server)? [Y/n] ";

/** Whether there is a user at a terminal to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks at the terminal. Enter means yes; a closed terminal, or Ctrl-C, no. */
export async function askToInstall(
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  const terminal = createInterface({ input, output });
  return new Promise((resolve) => {
    terminal.once("close", () => resolve(false));
    terminal.question(installQuestion, (answer) => {
      resolve(/^(y(es)?)?$/i.test(answer.trim()));
      terminal.close();
    });
  });
}

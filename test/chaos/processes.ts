import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface SerProcess {
  readonly process: ChildProcess;
  /** stdout and stderr, interleaved as they arrived */
  output(): string;
  /** Resolves with the exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  readonly hasEnded: () => boolean;
}

const ser = fileURLToPath(new URL("../../dist/cli/ser.js", import.meta.url));

/** The processes of one scenario; they are killed when it ends. */
export class Processes {
  readonly #started = new Set<SerProcess>();

  /** Starts `ser ARGS` as installed. @param program of another build */
  start(args: readonly string[], env: Readonly<Record<string, string>>, program = ser): SerProcess {
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH, HOME, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    let hasEnded = false;
    const ended = once(child, "close").then(([code]) => {
      hasEnded = true;
      return code as number | null;
    });
    const started: SerProcess = { process: child, output: () => output, ended, hasEnded: () => hasEnded };
    this.#started.add(started);
    return started;
  }

  async killAll(): Promise<void> {
    for (const { process: child } of this.#started) {
      child.kill("SIGCONT");
      child.kill("SIGKILL");
    }
    await Promise.all([...this.#started].map(async ({ ended }) => ended));
    this.#started.clear();
  }
}

export async function kill(process: SerProcess): Promise<void> {
  process.process.kill("SIGKILL");
  await process.ended;
}

import { execFile } from "node:child_process";

/** The result of a command: its exit code (null if it could not be started or was killed) and its output. */
export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs a command to completion, without a terminal or a shell. Never throws: the code is null for a command that is not
 * installed or takes longer than `timeoutMs`.
 */
export function runCommand(command: string, args: readonly string[], timeoutMs = 15_000): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      { timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
        resolve({ code, output: `${stdout}${stderr}` });
      },
    );
    child.stdin?.end();
  });
}

/** The last lines of a command's output or a log, for an error message. */
export function tail(text: string, lines = 10): string {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

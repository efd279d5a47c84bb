/** Writes a line for the user to stderr: stdout carries results only. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

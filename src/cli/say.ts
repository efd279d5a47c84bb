import { terminalText } from "../shared/terminalText.js";

/** Writes a line for the user to stderr: stdout carries results only. */
export function say(line: string): void {
  process.stderr.write(`${terminalText(line)}\n`);
}

/** Writes results to stdout. */
export function print(text: string): void {
  process.stdout.write(terminalText(text));
}

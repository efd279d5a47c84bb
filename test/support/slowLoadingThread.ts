import { appendFileSync } from "node:fs";

/** A thread whose modules load slowly; it appends a letter to a file when they are loaded. */
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
appendFileSync(process.env["SER_TEST_LOADED"]!, "x");

export default function work(task: string): string {
  if (task === "die") process.exit(1);
  return `${task} done`;
}

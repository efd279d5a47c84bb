import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const driver = fileURLToPath(new URL("libsoxr.py", import.meta.url));

/** A suffix for the names of tests that are skipped because libsoxr or Python is missing; empty otherwise. */
export const withoutLibsoxr =
  spawnSync("python3", [driver]).status === 0
    ? ""
    : " (skipped: no libsoxr.so.0 or no python3; Debian: apt install libsoxr0 python3)";

/** Resamples by libsoxr, recipe HQ. */
export function bySoxr(samples: Float32Array, from: number, to: number): Float32Array {
  const input = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const output = execFileSync("python3", [driver, String(from), String(to)], { input, maxBuffer: 2 ** 28 });
  return new Float32Array(Uint8Array.from(output).buffer);
}

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BenchData } from "./forestData.js";

/** scikit-learn's times for each case, in milliseconds, one per repeat. */
export interface PeerTimes {
  readonly version: string;
  readonly cases: { readonly fitMs: number[]; readonly predictMs: number[] }[];
}

/** A Python with scikit-learn; undefined if there is none (SER_PYTHON names another). */
export function findPython(): string | undefined {
  return [process.env["SER_PYTHON"] ?? "python3", "/usr/bin/python3"].find(
    (each) => spawnSync(each, ["-c", "import sklearn"]).status === 0,
  );
}

/** Runs scikit-learn on the bench's data on one core; undefined if no Python has it (SER_PYTHON names another). */
export function timeSklearn(
  { X, y }: BenchData,
  cases: readonly object[],
  repeats: number,
  rowsToPredict: number,
): PeerTimes | undefined {
  const python = findPython();
  if (python === undefined) return undefined;
  const task = { rows: X.rows, cols: X.cols, X: Array.from(X.data), y: Array.from(y), cases, repeats, rowsToPredict };
  const { status, stdout, stderr } = spawnSync(python, [fileURLToPath(new URL("sklearn_forest.py", import.meta.url))], {
    input: JSON.stringify(task),
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  if (status !== 0) throw new Error(`scikit-learn's part of the bench failed: ${stderr}`);
  return JSON.parse(stdout) as PeerTimes;
}

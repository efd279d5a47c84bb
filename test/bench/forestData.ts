import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Matrix } from "../../src/shared/matrix.js";
import { blobs } from "../forest/blobs.js";

export interface BenchData {
  /** a description of the rows, for the report's heading */
  readonly title: string;
  readonly X: Matrix;
  readonly y: Int32Array;
}

/** Rows of the reference data, as many as the study trained on; synthetic rows of the same shape if it is absent. */
export function forestData(): BenchData {
  const file = path.join(process.env["SER_GOLDEN"] ?? path.resolve("../shared/golden"), "hq/librosa-16000.jsonl");
  const rows = 288;
  const cols = 155;
  if (!existsSync(file)) return { title: `made-up data, ${rows} x ${cols}`, ...blobs(rows, cols, 4) };
  const recordings = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { file: string; features: number[] })
    // The third number of a file's name is its emotion: calm, happy, sad or surprised.
    .map(({ file: name, features }) => ({ emotion: Number(path.basename(name).split("-")[2]), features }))
    .filter(({ emotion }) => [2, 3, 4, 8].includes(emotion))
    .slice(0, rows);
  return {
    title: `real recordings, ${rows} x ${cols}`,
    X: { rows, cols, data: Float64Array.from(recordings.flatMap(({ features }) => features.slice(0, cols))) },
    y: Int32Array.from(recordings, ({ emotion }) => emotion),
  };
}

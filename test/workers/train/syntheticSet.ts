import { zeros } from "../../../src/shared/matrix.js";
import { labelsOfName } from "../../../src/corpus/dataSets.js";
import type { TrainingSet } from "../../../src/workers/train/trainingSet.js";

const labels: readonly string[] = ["calm", "happy", "sad", "surprised"];

/**
 * A training set whose first `informative` columns separate the emotions and whose other columns are noise, the same at
 * every call: 8 rows per emotion and actor.
 */
export function syntheticSet(nActors: number, nColumns: number, informative: number): TrainingSet {
  let state = 12345;
  const uniform = (): number => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
  const keys: string[] = [];
  for (let actor = 1; actor <= nActors; actor++)
    for (const code of ["02", "03", "04", "08"])
      for (const rest of [
        "01-01-01",
        "01-01-02",
        "01-02-01",
        "01-02-02",
        "02-01-01",
        "02-01-02",
        "02-02-01",
        "02-02-02",
      ])
        keys.push(`03-01-${code}-${rest}-${String(actor).padStart(2, "0")}.wav`);
  const recordings = keys.map((key) => {
    const name = labelsOfName(key);
    if (name.kind === "skip") throw new Error(name.message);
    return name.labels;
  });
  const y = Int32Array.from(recordings, ({ emotion }) => labels.indexOf(emotion));
  const X = zeros(keys.length, nColumns);
  for (let r = 0; r < X.rows; r++)
    for (let c = 0; c < nColumns; c++)
      X.data[r * nColumns + c] = uniform() * 2 + (c < informative ? (y[r] === c % 4 ? 1.5 : 0) : 0);
  return {
    name: "all",
    keys,
    recordings,
    X,
    y,
    labels,
    actors: recordings.map(({ speaker }) => Number(speaker)),
    trials: Int32Array.from(keys.keys()),
  };
}

import { ParameterError } from "../shared/errors.js";
import type { ForestParameters } from "./parameters.js";
import type { RankedDataset } from "./rankedDataset.js";

/**
 * Weight of a draw of each class, shape [nClasses]. "balanced" is nRows / (nClasses * rows of the class), over the
 * classes that occur; a class without rows weighs 1.
 *
 * @throws ParameterError if the rows hold fewer than two classes
 */
export function weighClasses(
  { classes, classOf }: RankedDataset,
  rows: Int32Array,
  classWeight: ForestParameters["classWeight"],
): Float64Array {
  const counts = new Int32Array(classes.length);
  for (const row of rows) counts[classOf[row]!]!++;
  const nPresent = counts.reduce((sum, count) => sum + Math.sign(count), 0);
  if (nPresent < 2) throw new ParameterError("y", "labels of at least two classes", `${nPresent} class`);
  if (classWeight === null) return new Float64Array(classes.length).fill(1);
  return Float64Array.from(counts, (count) => (count === 0 ? 1 : rows.length / (nPresent * count)));
}

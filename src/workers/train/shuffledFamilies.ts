import { seededRandom, shuffled } from "../../evaluation/seededRandom.js";
import { argmaxRows, type FittedClassifier } from "../../forest/classifier.js";
import type { Evaluation } from "./fitTask.js";
import { rowsOf } from "./predictRows.js";
import type { TrainingSet } from "./trainingSet.js";

/** Shuffles of each family: their mean moves by less than 0.01 of macro F1 from seed to seed on RAVDESS. */
const nRepeats = 3;

/**
 * Grouped permutation importance: predictions with all columns of one family shuffled among the held-out rows, the same
 * way for every column. Redundant columns (mel bands) stand in for one another when only one is shuffled, so their
 * importances by column are near 0 however important the family is.
 *
 * @see Breiman, Random Forests (2001), section 10; Gregorutti, Michel & Saint-Pierre, Grouped variable importance with
 *   random forests (2015)
 */
export class ShuffledFamilies {
  readonly #columns = new Map<string, number[]>();
  readonly #predicted = new Map<string, number[][]>();
  readonly #randomState: number;

  /** @param families the family of each column of the set */
  constructor(families: readonly string[], randomState: number) {
    this.#randomState = randomState;
    families.forEach((family, column) => {
      const columns = this.#columns.get(family);
      if (columns === undefined) this.#columns.set(family, [column]);
      else columns.push(column);
    });
    for (const family of this.#columns.keys())
      this.#predicted.set(
        family,
        Array.from({ length: nRepeats }, () => []),
      );
  }

  /** Adds the predictions for a fold's held-out rows. */
  predict(model: FittedClassifier, set: TrainingSet, rows: Int32Array): void {
    const X = rowsOf(set.X, rows);
    for (const [family, columns] of this.#columns)
      for (let repeat = 0; repeat < nRepeats; repeat++) {
        // The same permutation for every family, so that families differ by their content and not by chance.
        const order = shuffled(Array.from(rows.keys()), seededRandom(this.#randomState + repeat));
        const data = X.data.slice();
        order.forEach((from, to) => {
          for (const column of columns) data[to * X.cols + column] = X.data[from * X.cols + column]!;
        });
        const answers = argmaxRows(model.predictProba({ ...X, data }));
        const predicted = this.#predicted.get(family)![repeat]!;
        for (const index of answers) predicted.push(model.classes[index]!);
      }
  }

  /** For each family, one entry per row in the order in which the folds were added. */
  results(): NonNullable<Evaluation["shuffled"]> {
    return [...this.#columns].map(([family, columns]) => ({
      family,
      nColumns: columns.length,
      predicted: this.#predicted.get(family)!,
    }));
  }
}

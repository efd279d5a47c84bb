import { describe, expect, test } from "vitest";
import { impurity } from "../../src/forest/criterion.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { blobs } from "./blobs.js";

/** The greatest impurity decrease of any split of X into two parts, found by trying all. */
function bestDecrease(X: ReturnType<typeof blobs>["X"], y: Int32Array, criterion: "gini" | "entropy"): number {
  const classes = [...new Set(y)];
  const weigh = (rows: number[]) => Float64Array.from(classes, (label) => rows.filter((r) => y[r] === label).length);
  const all = Array.from(y.keys());
  let best = 0;
  for (let c = 0; c < X.cols; c++) {
    for (const value of new Set(all.map((r) => X.data[r * X.cols + c]!))) {
      const left = all.filter((r) => X.data[r * X.cols + c]! <= value);
      const right = all.filter((r) => X.data[r * X.cols + c]! > value);
      if (right.length === 0) continue;
      const mixed = left.length * impurity(criterion, weigh(left)) + right.length * impurity(criterion, weigh(right));
      best = Math.max(best, impurity(criterion, weigh(all)) - mixed / all.length);
    }
  }
  return best;
}

describe("the split at the root", () => {
  for (const criterion of ["gini", "entropy"] as const) {
    for (const seed of [1, 2, 3]) {
      test(`decreases ${criterion} as much as the best of all possible splits, data ${seed}`, () => {
        const { X, y } = blobs(60, 4, 3, seed);
        // Coarse values make ties, within which no split may fall.
        for (let i = 0; i < X.data.length; i++) X.data[i] = Math.round(X.data[i]! * 8);
        const forest = new RandomForestClassifier({
          nEstimators: 1,
          bootstrap: false,
          maxFeatures: "all",
          maxDepth: 1,
          criterion,
        });
        const { draws } = forest.fit(X, y).trees[0]!;
        const [node, left, right] = [0, 1, 2].map((n) => Float64Array.from(draws.subarray(3 * n, 3 * n + 3)));
        const share = (side: Float64Array) => side.reduce((sum, count) => sum + count, 0) / 60;
        const mixed = share(left!) * impurity(criterion, left!) + share(right!) * impurity(criterion, right!);
        expect(impurity(criterion, node!) - mixed).toBeCloseTo(bestDecrease(X, y, criterion), 9);
      });
    }
  }
});

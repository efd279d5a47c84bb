import type { Criterion } from "../../src/forest/criterion.js";
import type { ForestParameters } from "../../src/forest/parameters.js";

/** What fixtures/make_sklearn_trees.py fitted. */
export interface ReferenceData {
  readonly tool: string;
  readonly rows: number;
  readonly cols: number;
  readonly X: number[];
  readonly y: number[];
}

/** Parameters as scikit-learn spells them in the reference files. */
export interface SklearnParams {
  readonly n_estimators?: number;
  readonly criterion?: Criterion;
  readonly max_depth?: number | null;
  readonly max_features?: "sqrt" | "log2" | number;
  readonly max_samples?: number;
  readonly min_samples_leaf?: number;
  readonly min_samples_split?: number;
  readonly class_weight?: "balanced";
}

/** The same in our words: a fraction says that it is one. */
export function fromSklearn(params: SklearnParams): Partial<ForestParameters> {
  const { max_features: maxFeatures, max_samples: maxSamples } = params;
  return {
    ...(params.n_estimators !== undefined && { nEstimators: params.n_estimators }),
    ...(params.criterion !== undefined && { criterion: params.criterion }),
    ...(params.max_depth !== undefined && { maxDepth: params.max_depth }),
    ...(maxFeatures !== undefined && {
      maxFeatures: typeof maxFeatures === "number" ? { fraction: maxFeatures } : maxFeatures,
    }),
    ...(maxSamples !== undefined && { maxSamples: { fraction: maxSamples } }),
    ...(params.min_samples_leaf !== undefined && { minSamplesLeaf: params.min_samples_leaf }),
    ...(params.min_samples_split !== undefined && { minSamplesSplit: params.min_samples_split }),
    ...(params.class_weight !== undefined && { classWeight: params.class_weight }),
  };
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Spearman's rank correlation; equal values share the mean of their ranks. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranks(a), ranks(b)];
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  const covariance = meanOf(x.map((value, i) => (value - meanX) * (y[i]! - meanY)));
  const variances = meanOf(x.map((value) => (value - meanX) ** 2)) * meanOf(y.map((value) => (value - meanY) ** 2));
  return covariance / Math.sqrt(variances);
}

function ranks(values: ArrayLike<number>): number[] {
  const all = Array.from(values);
  return all.map((value) => {
    const below = all.filter((other) => other < value).length;
    const equal = all.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
}

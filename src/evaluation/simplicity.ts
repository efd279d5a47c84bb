import type { CandidateParams } from "./paramGrid.js";

/** The data set that fractions and roots are taken of. */
export interface DatasetShape {
  readonly rows: number;
  readonly cols: number;
}

/**
 * Which of two candidates is the simpler model: the first difference decides, in this order.
 *
 * 1. fewer trees             4. larger smallest split     7. gini, then entropy, then log_loss: gini needs no
 * 2. shallower trees         5. fewer rows a tree            logarithm, and log_loss is entropy by another name
 * 3. larger leaves           6. fewer columns a split
 *
 * bootstrap and classWeight make a model neither simpler nor harder.
 *
 * @returns below 0 where `a` is simpler, above 0 where `b` is, 0 where neither is
 */
export function compareSimplicity(a: CandidateParams, b: CandidateParams, shape: DatasetShape): number {
  const costsOfB = costs(b, shape);
  const differences = costs(a, shape).map((cost, i) => cost - costsOfB[i]!);
  return differences.find((difference) => difference !== 0) ?? 0;
}

const criteria = ["gini", "entropy", "log_loss"] as const;

function costs(params: CandidateParams, { rows, cols }: DatasetShape): readonly number[] {
  return [
    params.nEstimators,
    // No tree is deeper than it has rows; a number in place of "unlimited" keeps the difference of two of them 0.
    params.maxDepth ?? Number.MAX_SAFE_INTEGER,
    -params.minSamplesLeaf,
    -params.minSamplesSplit,
    rowsPerTree(params.maxSamples, rows),
    columnsPerSplit(params.maxFeatures, cols),
    criteria.indexOf(params.criterion),
  ];
}

function rowsPerTree(maxSamples: CandidateParams["maxSamples"], rows: number): number {
  if (maxSamples === "all") return rows;
  return "count" in maxSamples ? maxSamples.count : Math.max(1, Math.round(maxSamples.fraction * rows));
}

function columnsPerSplit(maxFeatures: CandidateParams["maxFeatures"], cols: number): number {
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(cols)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(cols)));
  if (maxFeatures === "all") return cols;
  return "count" in maxFeatures ? maxFeatures.count : Math.max(1, Math.floor(maxFeatures.fraction * cols));
}

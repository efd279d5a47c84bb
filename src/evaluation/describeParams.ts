import type { CandidateParams } from "./paramGrid.js";

/**
 * The parameters in scikit-learn's names: "100 trees, max_depth 10, max_features sqrt, max_samples 30 %, gini". The less
 * common ones are listed only if they differ from the default.
 */
export function describeParams(params: CandidateParams): string {
  const parts = [
    `${params.nEstimators} ${params.nEstimators === 1 ? "tree" : "trees"}`,
    `max_depth ${params.maxDepth ?? "none"}`,
    `max_features ${amountText(params.maxFeatures)}`,
    `max_samples ${amountText(params.maxSamples)}`,
    params.criterion,
  ];
  if (params.minSamplesSplit !== 2) parts.push(`min_samples_split ${params.minSamplesSplit}`);
  if (params.minSamplesLeaf !== 1) parts.push(`min_samples_leaf ${params.minSamplesLeaf}`);
  if (!params.bootstrap) parts.push("no bootstrap");
  if (params.classWeight !== null) parts.push(`class_weight ${params.classWeight}`);
  return parts.join(", ");
}

function amountText(amount: CandidateParams["maxFeatures"]): string {
  if (typeof amount === "string") return amount;
  return "count" in amount ? String(amount.count) : `${Number((amount.fraction * 100).toFixed(2))} %`;
}

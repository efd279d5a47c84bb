import type { CandidateParams } from "./paramGrid.js";

/** A candidate in words: "100 trees, depth 10, sqrt columns a split, 30 % of the rows, gini". Defaults go unsaid. */
export function describeParams(params: CandidateParams): string {
  const parts = [
    `${params.nEstimators} ${params.nEstimators === 1 ? "tree" : "trees"}`,
    params.maxDepth === null ? "any depth" : `depth ${params.maxDepth}`,
    `${describeAmount(params.maxFeatures, "columns")} a split`,
    describeAmount(params.maxSamples, "rows"),
    params.criterion,
  ];
  if (params.minSamplesSplit !== 2) parts.push(`splits from ${params.minSamplesSplit} rows`);
  if (params.minSamplesLeaf !== 1) parts.push(`leaves from ${params.minSamplesLeaf} rows`);
  if (!params.bootstrap) parts.push("no bootstrap");
  if (params.classWeight !== null) parts.push(`${params.classWeight} classes`);
  return parts.join(", ");
}

function describeAmount(amount: CandidateParams["maxFeatures"], of: string): string {
  if (typeof amount === "string") return `${amount} ${of}`;
  return "count" in amount ? `${amount.count} ${of}` : `${Number((amount.fraction * 100).toFixed(2))} % of the ${of}`;
}

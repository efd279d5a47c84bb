import { ParameterError } from "../shared/errors.js";
import type { Criterion } from "./criterion.js";

/** How many features a split looks at: an integer part of the square root or logarithm of all, so many, a share, or all. */
export type MaxFeatures = "sqrt" | "log2" | "all" | { readonly count: number } | { readonly fraction: number };

/** How many rows are drawn for a tree, with replacement: as many as there are, so many, or a share. */
export type MaxSamples = "all" | { readonly count: number } | { readonly fraction: number };

/** What shapes a forest. Names, meanings and defaults are scikit-learn's; a default stands where a field is left out. */
export interface ForestParameters {
  /** trees; default 100 */
  readonly nEstimators: number;
  /** levels of splits below the root; null (the default) sets no limit */
  readonly maxDepth: number | null;
  /** features drawn for each split; default "sqrt" */
  readonly maxFeatures: MaxFeatures;
  /** rows drawn for each tree when `bootstrap`; default "all" */
  readonly maxSamples: MaxSamples;
  /** default "gini"; "log_loss" is another name of "entropy" */
  readonly criterion: Criterion;
  /** a node with fewer distinct rows is a leaf; at least 2, default 2 */
  readonly minSamplesSplit: number;
  /** distinct rows a split must leave on either side; at least 1, default 1 */
  readonly minSamplesLeaf: number;
  /** whether trees see rows drawn with replacement (default) or all rows */
  readonly bootstrap: boolean;
  /** "balanced" weighs a class by nSamples / (nClasses * its rows); null (the default) weighs all by 1 */
  readonly classWeight: "balanced" | null;
  /** the seed, an unsigned 32-bit integer; default 0 */
  readonly randomState: number;
}

export const defaultForestParameters: ForestParameters = Object.freeze({
  nEstimators: 100,
  maxDepth: null,
  maxFeatures: "sqrt",
  maxSamples: "all",
  criterion: "gini",
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  bootstrap: true,
  classWeight: null,
  randomState: 0,
});

/**
 * The parameters with every default filled in.
 * @throws ParameterError naming the first that is unknown or impossible
 */
export function completeParameters(given: Partial<ForestParameters>): ForestParameters {
  for (const name of Object.keys(given)) {
    if (!(name in defaultForestParameters))
      throw new ParameterError(
        name,
        `one of ${Object.keys(defaultForestParameters).join(", ")}`,
        "an unknown parameter",
      );
  }
  const stated = Object.fromEntries(Object.entries<unknown>(given).filter(([, value]) => value !== undefined));
  const parameters: ForestParameters = { ...defaultForestParameters, ...stated };
  checkInteger("nEstimators", parameters.nEstimators, 1);
  if (parameters.maxDepth !== null) checkInteger("maxDepth", parameters.maxDepth, 1);
  checkInteger("minSamplesSplit", parameters.minSamplesSplit, 2);
  checkInteger("minSamplesLeaf", parameters.minSamplesLeaf, 1);
  checkInteger("randomState", parameters.randomState, 0, 4294967295);
  checkAmount("maxFeatures", parameters.maxFeatures, ["sqrt", "log2", "all"]);
  checkAmount("maxSamples", parameters.maxSamples, ["all"]);
  checkOneOf("criterion", parameters.criterion, ["gini", "entropy", "log_loss"]);
  checkOneOf("classWeight", parameters.classWeight, ["balanced", null]);
  checkOneOf("bootstrap", parameters.bootstrap, [true, false]);
  if (!parameters.bootstrap && parameters.maxSamples !== "all")
    throw new ParameterError("maxSamples", '"all" where bootstrap is false', JSON.stringify(parameters.maxSamples));
  return Object.freeze(parameters);
}

/**
 * How many of `nFeatures` a split looks at, at least 1.
 * @throws ParameterError if a count exceeds nFeatures
 */
export function featuresPerSplit(maxFeatures: MaxFeatures, nFeatures: number): number {
  if (maxFeatures === "all") return nFeatures;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(nFeatures)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(nFeatures)));
  if ("fraction" in maxFeatures) return Math.max(1, Math.floor(maxFeatures.fraction * nFeatures));
  if (maxFeatures.count > nFeatures)
    throw new ParameterError("maxFeatures.count", `at most the ${nFeatures} features of X`, maxFeatures.count);
  return maxFeatures.count;
}

/**
 * How many draws of `nSamples` rows make a tree's bootstrap sample, at least 1.
 * @throws ParameterError if a count exceeds nSamples
 */
export function drawsPerTree(maxSamples: MaxSamples, nSamples: number): number {
  if (maxSamples === "all") return nSamples;
  if ("fraction" in maxSamples) return Math.max(1, Math.round(maxSamples.fraction * nSamples));
  if (maxSamples.count > nSamples)
    throw new ParameterError("maxSamples.count", `at most the ${nSamples} rows of X`, maxSamples.count);
  return maxSamples.count;
}

function checkInteger(name: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new ParameterError(name, `an integer ${range}`, value);
  }
}

function checkOneOf(name: string, value: unknown, accepted: readonly unknown[]): void {
  if (!accepted.includes(value))
    throw new ParameterError(name, accepted.map((each) => JSON.stringify(each)).join(" or "), value);
}

/** Words are themselves; a number says which kind of number it is, because 1 could mean one row or all of them. */
function checkAmount(name: string, value: unknown, words: readonly string[]): void {
  if (typeof value === "string" && words.includes(value)) return;
  if (typeof value === "object" && value !== null && Object.keys(value).length === 1) {
    if ("count" in value) {
      checkInteger(`${name}.count`, value.count, 1);
      return;
    }
    if ("fraction" in value) {
      const { fraction } = value;
      if (typeof fraction === "number" && fraction > 0 && fraction <= 1) return;
      throw new ParameterError(`${name}.fraction`, "a number above 0 and at most 1", fraction);
    }
  }
  const listed = words.map((word) => JSON.stringify(word)).join(", ");
  throw new ParameterError(name, `${listed}, { count } or { fraction }`, value);
}

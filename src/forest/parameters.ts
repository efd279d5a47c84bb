import { ParameterError } from "../shared/errors.js";
import type { Criterion } from "./criterion.js";

/**
 * Features considered at a split: the integer part of the square root or logarithm of their number, a count, a
 * fraction, or all.
 */
export type MaxFeatures = "sqrt" | "log2" | "all" | { readonly count: number } | { readonly fraction: number };

/** Rows drawn for a tree with replacement: as many as there are, a count, or a fraction. */
export type MaxSamples = "all" | { readonly count: number } | { readonly fraction: number };

/** The size of the data set, for fractions and roots. */
export interface DatasetShape {
  readonly rows: number;
  readonly cols: number;
}

/** The values that a parameter accepts. */
export type Accepted =
  | { readonly kind: "integer"; readonly min: number; readonly max?: number; readonly orNull?: boolean }
  | { readonly kind: "choice"; readonly values: readonly (string | boolean | null)[] }
  /** one of some words, { count: n } or { fraction: f } with 0 < f <= 1 */
  | { readonly kind: "amount"; readonly words: readonly string[] };

/** The declaration of one parameter. */
export interface Declared<T> {
  readonly defaultValue: T;
  readonly accepted: Accepted;
  /**
   * complexity of a model with a value; parameters of lower rank are compared first. Absent if it makes no difference.
   */
  readonly complexity?: { readonly rank: number; readonly of: (value: T, shape: DatasetShape) => number };
}

const criteria = ["gini", "entropy", "log_loss"] as const satisfies readonly Criterion[];

/**
 * The parameters of a forest, declared once: types, checks, the grid's parser, the report's schema and the order of
 * simplicity are all derived from this table. Names, meanings and defaults are scikit-learn's. A grid is walked in the
 * order of the table, its last parameter changing fastest.
 */
export const forestParameters = {
  /** trees */
  nEstimators: declare<number>({
    defaultValue: 100,
    accepted: { kind: "integer", min: 1 },
    complexity: { rank: 1, of: (value) => value },
  }),
  /** levels of splits below the root; null sets no limit */
  maxDepth: declare<number | null>({
    defaultValue: null,
    accepted: { kind: "integer", min: 1, orNull: true },
    // No tree is deeper than it has rows; a number instead of infinity keeps the difference of two of them 0.
    complexity: { rank: 2, of: (value) => value ?? Number.MAX_SAFE_INTEGER },
  }),
  /** features drawn for each split */
  maxFeatures: declare<MaxFeatures>({
    defaultValue: "sqrt",
    accepted: { kind: "amount", words: ["sqrt", "log2", "all"] },
    complexity: { rank: 6, of: (value, { cols }) => featureCount(value, cols) },
  }),
  /** rows drawn for each tree when `bootstrap` */
  maxSamples: declare<MaxSamples>({
    defaultValue: "all",
    accepted: { kind: "amount", words: ["all"] },
    complexity: { rank: 5, of: (value, { rows }) => rowCount(value, rows) },
  }),
  /** impurity measure; "log_loss" is another name of "entropy". gini is the simplest: it needs no logarithm */
  criterion: declare<Criterion>({
    defaultValue: "gini",
    accepted: { kind: "choice", values: criteria },
    complexity: { rank: 7, of: (value) => criteria.indexOf(value) },
  }),
  /** a node with fewer distinct rows is a leaf */
  minSamplesSplit: declare<number>({
    defaultValue: 2,
    accepted: { kind: "integer", min: 2 },
    complexity: { rank: 4, of: (value) => -value },
  }),
  /** distinct rows that a split must leave on either side */
  minSamplesLeaf: declare<number>({
    defaultValue: 1,
    accepted: { kind: "integer", min: 1 },
    complexity: { rank: 3, of: (value) => -value },
  }),
  /** whether trees see rows drawn with replacement, or all rows */
  bootstrap: declare<boolean>({ defaultValue: true, accepted: { kind: "choice", values: [true, false] } }),
  /** "balanced" weighs a class by nSamples / (nClasses * its rows); null weighs all by 1 */
  classWeight: declare<"balanced" | null>({
    defaultValue: null,
    accepted: { kind: "choice", values: ["balanced", null] },
  }),
  /** the seed, an unsigned 32-bit integer */
  randomState: declare<number>({ defaultValue: 0, accepted: { kind: "integer", min: 0, max: 4294967295 } }),
} as const;

/** The parameters of a forest; omitted fields take scikit-learn's defaults. */
export type ForestParameters = {
  readonly [Name in keyof typeof forestParameters]: (typeof forestParameters)[Name]["defaultValue"];
};

export const defaultForestParameters: ForestParameters = Object.freeze(
  Object.fromEntries(Object.entries(forestParameters).map(([name, { defaultValue }]) => [name, defaultValue])),
) as ForestParameters;

function declare<T>(declared: Declared<T>): Declared<T> {
  return declared;
}

/** The accepted values of a parameter, for messages: "an integer of at least 1, or null". */
export function acceptedText(accepted: Accepted): string {
  switch (accepted.kind) {
    case "integer": {
      const { min, max, orNull = false } = accepted;
      const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
      return `an integer ${range}${orNull ? ", or null" : ""}`;
    }
    case "choice":
      return listed(accepted.values.map((value) => JSON.stringify(value)));
    case "amount":
      return `${accepted.words.map((word) => JSON.stringify(word)).join(", ")}, {"count": n} or {"fraction": f} with 0 < f <= 1`;
  }
}

/**
 * Checks one parameter's value.
 *
 * @param name its name in the message, for instance "maxDepth"
 * @throws ParameterError
 */
export function checkParameter(name: string, accepted: Accepted, value: unknown): void {
  if (isAccepted(accepted, value)) return;
  // A count or fraction out of range gets a more precise message.
  if (accepted.kind === "amount" && typeof value === "object" && value !== null && Object.keys(value).length === 1) {
    if ("count" in value) throw new ParameterError(`${name}.count`, "an integer of at least 1", value.count);
    if ("fraction" in value)
      throw new ParameterError(`${name}.fraction`, "a number above 0 and at most 1", value.fraction);
  }
  throw new ParameterError(name, acceptedText(accepted), value);
}

/** Whether a parameter accepts a value. */
export function isAccepted(accepted: Accepted, value: unknown): boolean {
  switch (accepted.kind) {
    case "integer":
      if (value === null) return accepted.orNull === true;
      return isIntegerFrom(accepted.min, value) && (value as number) <= (accepted.max ?? Infinity);
    case "choice":
      return (accepted.values as readonly unknown[]).includes(value);
    case "amount":
      return typeof value === "string" ? accepted.words.includes(value) : isAmount(value);
  }
}

/** Numbers are tagged as count or fraction, because 1 could mean one row or all of them. */
function isAmount(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) return false;
  if ("count" in value) return isIntegerFrom(1, value.count);
  return "fraction" in value && typeof value.fraction === "number" && value.fraction > 0 && value.fraction <= 1;
}

function isIntegerFrom(min: number, value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min;
}

/** "a", "a or b", "a, b or c". */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)!}`;
}

/**
 * The parameters with every default filled in.
 * @throws ParameterError naming the first that is unknown or invalid
 */
export function completeParameters(given: Partial<ForestParameters>): ForestParameters {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(forestParameters, name))
      throw new ParameterError(name, `one of ${Object.keys(forestParameters).join(", ")}`, "an unknown parameter");
  const stated = Object.fromEntries(Object.entries<unknown>(given).filter(([, value]) => value !== undefined));
  const parameters: ForestParameters = { ...defaultForestParameters, ...stated };
  for (const name of Object.keys(forestParameters) as (keyof ForestParameters)[])
    checkParameter(name, forestParameters[name].accepted, parameters[name]);
  requireSubsetsOfBootstrap(parameters);
  return Object.freeze(parameters);
}

/** @throws ParameterError if maxSamples limits rows that are not drawn */
export function requireSubsetsOfBootstrap({
  bootstrap,
  maxSamples,
}: Pick<ForestParameters, "bootstrap" | "maxSamples">): void {
  if (!bootstrap && maxSamples !== "all")
    throw new ParameterError("maxSamples", '"all" where bootstrap is false', JSON.stringify(maxSamples));
}

/**
 * Number of `nFeatures` considered at a split, at least 1.
 * @throws ParameterError if a count exceeds nFeatures
 */
export function featuresPerSplit(maxFeatures: MaxFeatures, nFeatures: number): number {
  const count = featureCount(maxFeatures, nFeatures);
  if (count > nFeatures) throw new ParameterError("maxFeatures.count", `at most the ${nFeatures} features of X`, count);
  return count;
}

/**
 * Number of draws from `nSamples` rows in a tree's bootstrap sample, at least 1.
 * @throws ParameterError if a count exceeds nSamples
 */
export function drawsPerTree(maxSamples: MaxSamples, nSamples: number): number {
  const count = rowCount(maxSamples, nSamples);
  if (count > nSamples) throw new ParameterError("maxSamples.count", `at most the ${nSamples} rows of X`, count);
  return count;
}

function featureCount(maxFeatures: MaxFeatures, nFeatures: number): number {
  if (maxFeatures === "all") return nFeatures;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(nFeatures)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(nFeatures)));
  return "count" in maxFeatures ? maxFeatures.count : Math.max(1, Math.floor(maxFeatures.fraction * nFeatures));
}

function rowCount(maxSamples: MaxSamples, nSamples: number): number {
  if (maxSamples === "all") return nSamples;
  return "count" in maxSamples ? maxSamples.count : Math.max(1, Math.round(maxSamples.fraction * nSamples));
}

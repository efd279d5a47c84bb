import { ParameterError } from "../shared/errors.js";
import { type CandidateParams, type ParamGrid, defaultParams, expandGrid, paramNames } from "./paramGrid.js";

/**
 * The grid that a `--grid` file holds: a JSON object with a list of values for each parameter to try, such as
 *
 *     {"nEstimators": [50, 100], "maxDepth": [10, null], "maxSamples": [{"fraction": 0.3}, "all"]}
 *
 * Parameters not named keep scikit-learn's default. null and "none" stand for no limit: any
 * depth, all rows, all columns.
 *
 * @param text the content of the file
 * @throws ParameterError naming the parameter, what it accepts and what it got
 */
export function parseParamGrid(text: string): ParamGrid {
  const content = parseObject(text);
  if (Object.keys(content).length === 0) throw new ParameterError("grid", "at least one parameter", "none");
  for (const name of Object.keys(content))
    if (!(paramNames as readonly string[]).includes(name))
      throw new ParameterError(name, `one of the parameters ${paramNames.join(", ")}`, "an unknown name");
  const grid: ParamGrid = {
    nEstimators: valuesOf(content, "nEstimators"),
    maxDepth: valuesOf(content, "maxDepth"),
    maxFeatures: valuesOf(content, "maxFeatures"),
    maxSamples: valuesOf(content, "maxSamples"),
    criterion: valuesOf(content, "criterion"),
    minSamplesSplit: valuesOf(content, "minSamplesSplit"),
    minSamplesLeaf: valuesOf(content, "minSamplesLeaf"),
    bootstrap: valuesOf(content, "bootstrap"),
    classWeight: valuesOf(content, "classWeight"),
  };
  for (const { bootstrap, maxSamples } of expandGrid(grid))
    if (!bootstrap && maxSamples !== "all")
      throw new ParameterError("maxSamples", '"all" where bootstrap is false', JSON.stringify(maxSamples));
  return grid;
}

/** How one value is read: undefined means that it is not accepted. */
interface Reader<T> {
  readonly accepts: string;
  readonly read: (value: unknown) => T | undefined;
}

const readers: { readonly [Name in keyof CandidateParams]: Reader<CandidateParams[Name]> } = {
  nEstimators: { accepts: "an integer of at least 1", read: integerFrom(1) },
  maxDepth: { accepts: "an integer of at least 1, or null", read: orNull(integerFrom(1)) },
  maxFeatures: {
    accepts: '"sqrt", "log2", "all", {"count": n} or {"fraction": f} with 0 < f <= 1',
    read: (value) => (value === "sqrt" || value === "log2" ? value : amount(value)),
  },
  maxSamples: { accepts: '"all", {"count": n} or {"fraction": f} with 0 < f <= 1', read: amount },
  criterion: { accepts: '"gini", "entropy" or "log_loss"', read: oneOf("gini", "entropy", "log_loss") },
  minSamplesSplit: { accepts: "an integer of at least 2", read: integerFrom(2) },
  minSamplesLeaf: { accepts: "an integer of at least 1", read: integerFrom(1) },
  bootstrap: { accepts: "true or false", read: (value) => (typeof value === "boolean" ? value : undefined) },
  classWeight: { accepts: '"balanced" or null', read: orNull(oneOf("balanced")) },
};

/** The values listed for one parameter, or scikit-learn's default where the file does not name it. */
function valuesOf<Name extends keyof CandidateParams>(
  content: Record<string, unknown>,
  name: Name,
): readonly CandidateParams[Name][] {
  const list = content[name];
  if (list === undefined) return [defaultParams[name]];
  if (!Array.isArray(list)) throw new ParameterError(name, "a list of values", JSON.stringify(list));
  const reader: Reader<CandidateParams[Name]> = readers[name];
  return list.map((value: unknown) => {
    const accepted = reader.read(value);
    if (accepted === undefined) throw new ParameterError(name, reader.accepts, JSON.stringify(value));
    return accepted;
  });
}

function parseObject(text: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new ParameterError("grid", "JSON", error instanceof Error ? error.message : text);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new ParameterError("grid", "an object with a list of values for each parameter", text.slice(0, 40));
  return content as Record<string, unknown>;
}

function integerFrom(minimum: number): (value: unknown) => number | undefined {
  return (value) => (Number.isSafeInteger(value) && (value as number) >= minimum ? (value as number) : undefined);
}

function amount(value: unknown): "all" | { count: number } | { fraction: number } | undefined {
  if (value === "all" || isNone(value)) return "all";
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) return undefined;
  if ("count" in value) {
    const count = integerFrom(1)(value.count);
    return count === undefined ? undefined : { count };
  }
  if ("fraction" in value && typeof value.fraction === "number" && value.fraction > 0 && value.fraction <= 1)
    return { fraction: value.fraction };
  return undefined;
}

function orNull<T>(read: (value: unknown) => T | undefined): (value: unknown) => T | null | undefined {
  return (value) => (isNone(value) ? null : read(value));
}

function isNone(value: unknown): boolean {
  return value === null || value === "none";
}

function oneOf<const T extends string>(...names: readonly T[]): (value: unknown) => T | undefined {
  return (value) => names.find((name) => name === value);
}

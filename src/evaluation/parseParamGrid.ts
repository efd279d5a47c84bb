import {
  acceptedText,
  forestParameters,
  isAccepted,
  requireSubsetsOfBootstrap,
  type Accepted,
} from "../forest/parameters.js";
import { ParameterError } from "../shared/errors.js";
import { type CandidateParams, type ParamGrid, defaultParams, expandGrid, paramNames } from "./paramGrid.js";

/**
 * The grid of a `--grid` file: a JSON object with a list of values for each parameter to try, such as
 *
 *     {"nEstimators": [50, 100], "maxDepth": [10, null], "maxSamples": [{"fraction": 0.3}, "all"]}
 *
 * Parameters that are not named keep scikit-learn's defaults. null and "none" mean no limit: unlimited depth, all rows,
 * all columns. scikit-learn's own names and numbers are accepted too, so that the grid of a GridSearchCV can be used
 * unchanged: {"max_depth": [10, null], "max_samples": [0.3, 200]}.
 *
 * @param text the content of the file
 * @throws ParameterError naming the parameter, what it accepts and what it received
 */
export function parseParamGrid(text: string): ParamGrid {
  const content = withOurNames(parseObject(text));
  if (Object.keys(content).length === 0) throw new ParameterError("grid", "at least one parameter", "none");
  for (const name of Object.keys(content))
    if (!(paramNames as readonly string[]).includes(name))
      throw new ParameterError(name, `one of the parameters ${paramNames.join(", ")}`, "an unknown name");
  const grid = Object.fromEntries(paramNames.map((name) => [name, valuesOf(content, name)])) as ParamGrid;
  for (const candidate of expandGrid(grid)) requireSubsetsOfBootstrap(candidate);
  return grid;
}

/** Translates scikit-learn's names, and their numbers: 0.3 is a fraction, 200 a count. */
function withOurNames(content: Record<string, unknown>): Record<string, unknown> {
  const ours = new Map<string, unknown>();
  for (const [name, values] of Object.entries(content)) {
    const known = sklearnNames.get(name);
    const target = known ?? name;
    if (ours.has(target)) throw new ParameterError(name, "each parameter once", "it under two names");
    const isAmount = known !== undefined && forestParameters[known].accepted.kind === "amount";
    ours.set(
      target,
      isAmount && Array.isArray(values) ? values.map((value: unknown) => amountOf(name, value)) : values,
    );
  }
  return Object.fromEntries(ours);
}

/** max_depth → maxDepth. Names of one word are the same in both. */
const sklearnNames = new Map(
  paramNames
    .map((name) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), name] as const)
    .filter(([theirs, ours]) => theirs !== ours),
);

/** JSON does not distinguish 1 (one row) from 1.0 (all rows), so 1 is rejected. */
function amountOf(name: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  if (value > 0 && value < 1) return { fraction: value };
  if (Number.isSafeInteger(value) && value > 1) return { count: value };
  throw new ParameterError(name, 'a fraction below 1, a count above 1, {"count": 1} or null for all', value);
}

/** The values listed for one parameter, or scikit-learn's default if the file does not name it. */
function valuesOf<Name extends keyof CandidateParams>(
  content: Record<string, unknown>,
  name: Name,
): readonly CandidateParams[Name][] {
  const list = content[name];
  if (list === undefined) return [defaultParams[name]];
  if (!Array.isArray(list)) throw new ParameterError(name, "a list of values", JSON.stringify(list));
  const { accepted } = forestParameters[name];
  return list.map((text: unknown) => {
    const value = withoutNone(text, accepted);
    if (!isAccepted(accepted, value)) throw new ParameterError(name, acceptedText(accepted), JSON.stringify(text));
    return value as CandidateParams[Name];
  });
}

/** null and "none" stand for no limit: null where the parameter accepts it, else "all". */
function withoutNone(value: unknown, accepted: Accepted): unknown {
  if (value !== null && value !== "none") return value;
  return accepted.kind === "amount" ? "all" : null;
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

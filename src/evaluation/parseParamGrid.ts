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
  const grid = Object.fromEntries(paramNames.map((name) => [name, valuesOf(content, name)])) as ParamGrid;
  for (const candidate of expandGrid(grid)) requireSubsetsOfBootstrap(candidate);
  return grid;
}

/** The values listed for one parameter, or scikit-learn's default where the file does not name it. */
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

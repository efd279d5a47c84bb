import { defaultForestParameters, forestParameters, type ForestParameters } from "../forest/parameters.js";
import { ParameterError } from "../shared/errors.js";

/** The parameters of a forest that a search varies: all except the seed. */
export type CandidateParams = Omit<ForestParameters, "randomState">;

/** The values to try of each parameter. */
export type ParamGrid = { readonly [Name in keyof CandidateParams]: readonly CandidateParams[Name][] };

/** The parameters in the order of a grid: the last one changes fastest. */
export const paramNames = (Object.keys(forestParameters) as (keyof ForestParameters)[]).filter(
  (name) => name !== "randomState",
);

/** scikit-learn's defaults, for the parameters that a grid does not name. */
export const defaultParams: CandidateParams = Object.fromEntries(
  paramNames.map((name) => [name, defaultForestParameters[name]]),
) as CandidateParams;

/** The results of the study's search: one forest for women and for all speakers, one for men. */
export const studyParams: { readonly womenAndAll: CandidateParams; readonly men: CandidateParams } = {
  womenAndAll: { ...defaultParams, maxDepth: 10 },
  men: { ...defaultParams, maxDepth: 10, maxSamples: { fraction: 0.3 } },
};

/** The search of `ser run`: 96 candidates, around the study's parameters. */
export const defaultGrid: ParamGrid = gridOf({
  nEstimators: [100, 200],
  maxDepth: [5, 10, 20, null],
  maxFeatures: ["sqrt", "log2"],
  maxSamples: [{ fraction: 0.3 }, { fraction: 0.6 }, "all"],
  criterion: ["gini", "entropy"],
});

/** The search of `ser quickstart`: 4 candidates, so that the first report is ready within a minute. */
export const quickstartGrid: ParamGrid = gridOf({ maxDepth: [5, 10], maxSamples: [{ fraction: 0.3 }, "all"] });

/** A grid of the given values, with scikit-learn's default for every parameter not named. */
export function gridOf(values: Partial<ParamGrid>): ParamGrid {
  const defaults = Object.fromEntries(paramNames.map((name) => [name, [defaultParams[name]]]));
  return { ...defaults, ...values } as ParamGrid;
}

/** A larger grid is almost certainly a mistake: at one second per candidate it would keep a machine busy for hours. */
const maxCandidates = 10_000;

/**
 * Every combination of a grid's values, in the order of paramNames with the last parameter changing fastest.
 *
 * @throws ParameterError if a parameter has no value or one value twice, or there are more than 10,000 combinations
 */
export function expandGrid(grid: ParamGrid): readonly CandidateParams[] {
  for (const name of paramNames) checkValues(name, grid[name]);
  const nCandidates = paramNames.reduce((product, name) => product * grid[name].length, 1);
  if (nCandidates > maxCandidates) throw new ParameterError("grid", `at most ${maxCandidates} candidates`, nCandidates);
  return Array.from({ length: nCandidates }, (_, index) => candidateAt(grid, index));
}

/**
 * The candidates of a search: those of the grid, then the study's two parameter sets if the grid lacks them.
 *
 * @throws ParameterError as expandGrid
 */
export function searchCandidates(grid: ParamGrid): readonly CandidateParams[] {
  const candidates = expandGrid(grid);
  const known = new Set(candidates.map(paramsKey));
  const added = [studyParams.womenAndAll, studyParams.men].filter((params) => !known.has(paramsKey(params)));
  return [...candidates, ...added];
}

/** A key that is equal exactly for candidates with equal parameters, whatever the order of their properties. */
export function paramsKey(params: CandidateParams): string {
  return JSON.stringify(paramNames.map((name) => params[name]));
}

/** The index written as a number whose digits have the bases of the grid's sides. */
function candidateAt(grid: ParamGrid, index: number): CandidateParams {
  let rest = index;
  // The lowest digit is the parameter that changes fastest: taken in reverse.
  const values = paramNames.toReversed().map((name) => {
    const side = grid[name];
    const value = side[rest % side.length]!;
    rest = Math.floor(rest / side.length);
    return [name, value] as const;
  });
  return Object.fromEntries(values.toReversed()) as CandidateParams;
}

function checkValues(name: string, values: readonly unknown[]): void {
  if (values.length === 0) throw new ParameterError(name, "at least one value to try", "none");
  const seen = new Set<string>();
  for (const value of values) {
    const text = JSON.stringify(value);
    if (seen.has(text)) throw new ParameterError(name, "each value once", `${text} twice`);
    seen.add(text);
  }
}

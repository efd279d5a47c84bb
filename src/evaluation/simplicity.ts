import { forestParameters, type DatasetShape, type Declared } from "../forest/parameters.js";
import { paramNames, type CandidateParams } from "./paramGrid.js";

export type { DatasetShape };

type ParamName = keyof CandidateParams;
type Complexity = (params: CandidateParams, shape: DatasetShape) => number;

/** The complexities of a candidate in the order in which they are compared; see forestParameters. */
const complexities: readonly Complexity[] = paramNames
  .flatMap((name) => {
    const { complexity } = forestParameters[name] as Declared<unknown>;
    return complexity === undefined ? [] : [{ name, ...complexity }];
  })
  .sort((a, b) => a.rank - b.rank)
  .map(
    ({ name, of }: { name: ParamName; of: (value: unknown, shape: DatasetShape) => number }): Complexity =>
      (params, shape) =>
        of(params[name], shape),
  );

/**
 * Which of two candidates is the simpler model: the first difference decides, in this order.
 *
 * 1. fewer trees             4. larger smallest split     7. gini, then entropy, then log_loss
 * 2. shallower trees         5. fewer rows per tree
 * 3. larger leaves           6. fewer features per split
 *
 * bootstrap and classWeight make a model neither simpler nor more complex.
 *
 * @returns below 0 if `a` is simpler, above 0 if `b` is, 0 if neither is
 */
export function compareSimplicity(a: CandidateParams, b: CandidateParams, shape: DatasetShape): number {
  const differences = complexities.map((complexity) => complexity(a, shape) - complexity(b, shape));
  return differences.find((difference) => difference !== 0) ?? 0;
}

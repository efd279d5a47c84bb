import { decisionContributions } from "../forest/contributions.js";
import type { Model } from "./modelFile.js";
import { columnsOf } from "./classProbabilities.js";
import type { Prediction } from "./prediction.js";

/**
 * The features that spoke most for a label: by how much each raised its probability on the recording's paths through
 * the forest. Greatest first; those that spoke against it are left out.
 *
 * @param features a whole row of the model's feature set
 * @param label    one that the model can answer
 */
export function speakingFeatures(
  model: Model,
  features: Float64Array,
  label: string,
  count: number,
): Prediction["features"] {
  const { forest, labels, columns } = model;
  const x = columnsOf(model, features);
  const { byFeature } = decisionContributions(forest, x);
  const k = forest.classes.indexOf(labels.indexOf(label));
  return columns
    .map(({ name }, c) => ({ name, value: x[c]!, contribution: byFeature.data[c * byFeature.cols + k]! }))
    .filter(({ contribution }) => contribution > 0)
    .sort((a, b) => b.contribution - a.contribution)
    .slice(0, count);
}

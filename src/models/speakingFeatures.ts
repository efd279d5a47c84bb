import { decisionContributions } from "../forest/contributions.js";
import type { SpeakerStatistics } from "../linear/speakerScaling.js";
import { voteContributions } from "../linear/speakerVote.js";
import { columnsOf, speakerColumns } from "./classProbabilities.js";
import type { Model } from "./modelFile.js";
import type { Prediction } from "./prediction.js";

/**
 * The features that contributed most to a label, greatest first; negative contributions are left out. For a forest: the
 * increase of the label's probability along the recording's paths through the trees. For a vote of linear models: the
 * increase of the label's score above the mean of all labels, in log-odds.
 *
 * @param features a whole row of the model's feature set
 * @param label    one of the model's labels
 * @param speaker  the enrolled speaker
 */
export function speakingFeatures(
  model: Model,
  features: Float64Array,
  label: string,
  count: number,
  speaker?: SpeakerStatistics,
): Prediction["features"] {
  const x = columnsOf(model, features);
  const contributions = contributionsOf(model, x, label, speaker);
  return model.columns
    .map(({ name }, c) => ({ name, value: x[c]!, contribution: contributions[c]! }))
    .filter(({ contribution }) => contribution > 0)
    .sort((a, b) => b.contribution - a.contribution)
    .slice(0, count);
}

/** One value per column of the model. */
function contributionsOf(
  model: Model,
  x: Float64Array,
  label: string,
  speaker: SpeakerStatistics | undefined,
): Float64Array {
  const k = model.labels.indexOf(label);
  if (model.version === 2) return voteContributions(model.vote, x, k, speakerColumns(model, speaker));
  const { byFeature } = decisionContributions(model.forest, x);
  const ofClass = model.forest.classes.indexOf(k);
  return Float64Array.from(x, (_, c) => byFeature.data[c * byFeature.cols + ofClass]!);
}

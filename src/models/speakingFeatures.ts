import { decisionContributions } from "../forest/contributions.js";
import type { SpeakerStatistics } from "../linear/speakerScaling.js";
import { voteContributions } from "../linear/speakerVote.js";
import { columnsOf, speakerColumns } from "./classProbabilities.js";
import type { Model } from "./modelFile.js";
import type { Prediction } from "./prediction.js";

/**
 * The features that spoke most for a label, greatest first; those that spoke against it are left out. Of a forest: by how
 * much each raised the label's probability on the recording's paths through the trees. Of a vote of linear models: by how
 * much each raised the label's score above the mean of all labels, in log-odds.
 *
 * @param features a whole row of the model's feature set
 * @param label    one that the model can answer
 * @param speaker  what is known of the speaker
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

/** One value a column of the model. */
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

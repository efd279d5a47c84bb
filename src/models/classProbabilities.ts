import type { SpeakerStatistics } from "../linear/speakerScaling.js";
import { voteProba } from "../linear/speakerVote.js";
import { convolve } from "../dsp/convolutions.js";
import { ParameterError } from "../shared/errors.js";
import type { Matrix } from "../shared/matrix.js";
import type { Model, VoteModel } from "./modelFile.js";

/** The columns that a model sees, out of a whole row of its feature set; shape [columns]. */
export function columnsOf(model: Model, features: ArrayLike<number>): Float64Array {
  return Float64Array.from(model.columns, ({ index }) => features[index]!);
}

/**
 * The probability of each label the model knows, in the order of its labels; a label it never met has 0.
 *
 * @param speaker  of the whole row, for a vote: what is known of the speaker; without it, a new one
 * @param contours of the recording, for a vote with random convolutions
 * @throws ParameterError if the model needs contours and there are none
 */
export function probabilitiesOf(
  model: Model,
  features: Float64Array,
  speaker?: SpeakerStatistics,
  contours?: Float32Array,
): ReadonlyMap<string, number> {
  const { labels } = model;
  const X = { rows: 1, cols: model.columns.length, data: columnsOf(model, features) };
  const ofLabel = new Float64Array(labels.length);
  if (model.version === 1) {
    const proba = model.forest.predictProba(X).data;
    model.forest.classes.forEach((label, k) => (ofLabel[label] = proba[k]!));
  } else ofLabel.set(voteProba(model.vote, viewsOf(model, X, contours), [speakerColumns(model, speaker)]).data);
  return new Map(labels.map((label, i) => [label, ofLabel[i]!]));
}

/** An enrolled speaker's convolutions are not known: there the speaker counts as a new one. */
function viewsOf({ id, convolutions }: VoteModel, X: Matrix, contours: Float32Array | undefined): Matrix[] {
  if (convolutions === undefined) return [X];
  if (contours === undefined) throw new ParameterError("contours", `those that model ${id} sees`, contours);
  const data = Float64Array.from(convolve(contours, convolutions));
  return [X, { rows: 1, cols: data.length, data }];
}

/** A speaker's statistics of the columns that a model sees. */
export function speakerColumns(model: Model, speaker: SpeakerStatistics | undefined): SpeakerStatistics | undefined {
  if (speaker === undefined) return undefined;
  return {
    n: speaker.n,
    mean: columnsOf(model, speaker.mean),
    sumSquares: columnsOf(model, speaker.sumSquares),
  };
}

import type { SpeakerStatistics } from "../linear/speakerScaling.js";
import { voteProba } from "../linear/speakerVote.js";
import { convolve } from "../dsp/convolutions.js";
import { ParameterError } from "../shared/errors.js";
import type { Matrix } from "../shared/matrix.js";
import type { ConvolvedRow, EnrolledSpeaker } from "./enrolledSpeaker.js";
import type { Model, VoteModel } from "./modelFile.js";
import { kernelsId } from "./voteFile.js";

/** The columns that a model sees, out of a whole row of its feature set; shape [columns]. */
export function columnsOf(model: Model, features: ArrayLike<number>): Float64Array {
  return Float64Array.from(model.columns, ({ index }) => features[index]!);
}

/**
 * The probability of each label the model knows, in the order of its labels; a label it never met has 0.
 *
 * @param speaker  for a vote: what is known of the speaker; without it, a new one
 * @param contours of the recording, for a vote with random convolutions
 * @throws ParameterError if the model needs contours and there are none
 */
export function probabilitiesOf(
  model: Model,
  features: Float64Array,
  speaker?: EnrolledSpeaker,
  contours?: Float32Array,
): ReadonlyMap<string, number> {
  const { labels } = model;
  const X = { rows: 1, cols: model.columns.length, data: columnsOf(model, features) };
  const ofLabel = new Float64Array(labels.length);
  if (model.version === 1) {
    const proba = model.forest.predictProba(X).data;
    model.forest.classes.forEach((label, k) => (ofLabel[label] = proba[k]!));
  } else ofLabel.set(voteProba(model.vote, viewsOf(model, X, contours), knownIn(model, speaker)).data);
  return new Map(labels.map((label, i) => [label, ofLabel[i]!]));
}

/** The recording as each of the model's views has it. */
function viewsOf(model: VoteModel, X: Matrix, contours: Float32Array | undefined): Matrix[] {
  const convolved = convolvedRow(model, contours);
  if (convolved === undefined) return [X];
  return [X, { rows: 1, cols: convolved.values.length, data: Float64Array.from(convolved.values) }];
}

/**
 * What a model's random convolutions make of a recording; undefined where it has none.
 *
 * @throws ParameterError if the model needs contours and there are none
 */
export function convolvedRow(model: Model, contours: Float32Array | undefined): ConvolvedRow | undefined {
  if (model.version === 1 || model.convolutions === undefined) return undefined;
  if (contours === undefined) throw new ParameterError("contours", `those that model ${model.id} sees`, contours);
  return { kernels: kernelsId(model.convolutions), values: convolve(contours, model.convolutions) };
}

/** What is known of a speaker in each of the model's views; of convolutions of another training, nothing. */
function knownIn(model: VoteModel, speaker: EnrolledSpeaker | undefined): (SpeakerStatistics | undefined)[] {
  if (speaker === undefined) return [];
  const { statistics, convolved } = speaker;
  const { convolutions } = model;
  const isSame = convolutions !== undefined && convolved?.kernels === kernelsId(convolutions);
  return [speakerColumns(model, statistics), isSame ? convolved.statistics : undefined];
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

import type { SpeakerStatistics } from "../linear/speakerScaling.js";
import { voteProba } from "../linear/speakerVote.js";
import { convolve } from "../dsp/convolutions.js";
import { ParameterError } from "../shared/errors.js";
import type { Matrix } from "../shared/matrix.js";
import type { ConvolvedRow, EnrolledSpeaker } from "./enrolledSpeaker.js";
import type { Model, VoteModel } from "./modelFile.js";
import { kernelsId } from "./voteFile.js";

/** A model's columns from a whole row of its feature set; shape [columns]. */
export function columnsOf(model: Model, features: ArrayLike<number>): Float64Array {
  return Float64Array.from(model.columns, ({ index }) => features[index]!);
}

/**
 * The probability of each of the model's labels, in order; 0 for a label that was not in its training rows.
 *
 * @param speaker  for a vote: the enrolled speaker. @defaultValue a new speaker
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

/** The recording in each of the model's views. */
function viewsOf(model: VoteModel, X: Matrix, contours: Float32Array | undefined): Matrix[] {
  const convolved = convolvedRow(model, contours);
  if (convolved === undefined) return [X];
  return [X, { rows: 1, cols: convolved.values.length, data: Float64Array.from(convolved.values) }];
}

/**
 * The output of a model's random convolutions for a recording; undefined if it has none.
 *
 * @throws ParameterError if the model needs contours and there are none
 */
export function convolvedRow(model: Model, contours: Float32Array | undefined): ConvolvedRow | undefined {
  if (model.version === 1 || model.convolutions === undefined) return undefined;
  if (contours === undefined) throw new ParameterError("contours", `the columns of model ${model.id}`, contours);
  return { kernels: kernelsId(model.convolutions), values: convolve(contours, model.convolutions) };
}

/** A speaker's statistics in each of the model's views; undefined for convolutions of another training. */
function knownIn(model: VoteModel, speaker: EnrolledSpeaker | undefined): (SpeakerStatistics | undefined)[] {
  if (speaker === undefined) return [];
  const { statistics, convolved } = speaker;
  const { convolutions } = model;
  const isSame = convolutions !== undefined && convolved?.kernels === kernelsId(convolutions);
  return [speakerColumns(model, statistics), isSame ? convolved.statistics : undefined];
}

/** A speaker's statistics of the model's columns. */
export function speakerColumns(model: Model, speaker: SpeakerStatistics | undefined): SpeakerStatistics | undefined {
  if (speaker === undefined) return undefined;
  return {
    n: speaker.n,
    mean: columnsOf(model, speaker.mean),
    sumSquares: columnsOf(model, speaker.sumSquares),
  };
}

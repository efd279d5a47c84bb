import type { SpeakerStatistics } from "../linear/speakerScaling.js";
import { InputError } from "../shared/errors.js";
import { convolvedRow, speakerColumns } from "./classProbabilities.js";
import { enrol, type EnrolledRow, type EnrolledSpeaker } from "./enrolledSpeaker.js";
import { fileHash } from "./fileHash.js";
import type { Model, VoteModel } from "./modelFile.js";
import { featuresOf } from "./predict.js";
import type { FeaturesOfRecording } from "./predictFeatures.js";
import type { PredictOptions } from "./prediction.js";
import type { RunModels } from "./runModels.js";

/**
 * Enrols a speaker: keeps statistics of the recordings' features, not the recordings.
 *
 *     const anna = await enrolRecordings("anna", [await readFile("one.wav"), await readFile("two.wav")], models);
 *     const { emotion } = await predict(await readFile("three.wav"), models, { speaker: anna });
 *
 * @param recordings whole files, ideally with various emotions; a file that is already enrolled changes nothing
 * @param models     models whose features to compute
 * @param before     the speaker so far, to add to
 * @param options    embedding: path of the embedding model, for models that were trained with one
 * @throws InputError as `predict`, and "feature-set-mismatch" if these models do not use enrolled speakers, or the
 *   speaker was enrolled with other features
 * @example (await enrolRecordings("anna", [await readFile("voice.wav")], votes)).statistics.n // 1
 */
export async function enrolRecordings(
  id: string,
  recordings: readonly Uint8Array[],
  models: RunModels | Model,
  before?: EnrolledSpeaker,
  options: Pick<PredictOptions, "embedding"> = {},
): Promise<EnrolledSpeaker> {
  const model = modelThatKnowsSpeakers(models);
  const rows = [];
  for (const bytes of recordings) {
    const row = await featuresOf({ kind: "file", bytes }, models, options);
    rows.push(enrolledRow(fileHash(bytes), row, model));
  }
  return enrol(id, before, model.featureSet, rows);
}

/** A recording to enrol. @param file hash of its bytes */
export function enrolledRow(
  file: string,
  { features, contours }: Pick<FeaturesOfRecording, "features" | "contours">,
  model: VoteModel,
): EnrolledRow {
  return { file, features, convolved: convolvedRow(model, contours) };
}

/**
 * The model that uses enrolled speakers.
 *
 * @throws InputError "feature-set-mismatch" if none does
 */
export function modelThatKnowsSpeakers(models: RunModels | Model): VoteModel {
  const all = "bySet" in models ? [...models.bySet.values()] : [models];
  const model = all.find((each) => each.version === 2);
  if (model !== undefined) return model;
  throw new InputError(
    "feature-set-mismatch",
    `the models of run ${all[0]!.run} are forests of the study's recipe, which cannot use enrolled speakers: train with --recipe best`,
  );
}

/** Minimum number of recordings for estimating a spread. */
const minForSpread = 5;

/** Ten recordings of mixed emotions have 0.77 to 1.15 of the usual spread, ten calm ones 0.47 to 0.79 (RAVDESS). */
const minSpread = 0.8;

/**
 * Whether a speaker's recordings are all very similar, such as only calm ones: they would mislead the model, which
 * takes their mean and spread as typical of the speaker.
 *
 * @param speaker statistics of a whole row
 */
export function seemAlike(speaker: SpeakerStatistics, model: VoteModel): boolean {
  if (speaker.n < minForSpread) return false;
  const { n, sumSquares } = speakerColumns(model, speaker)!;
  const usual = model.vote.priors[0]!.sd;
  const shares = Float64Array.from(usual, (sd, c) => Math.sqrt(sumSquares[c]! / (n - 1)) / sd).sort();
  return shares[Math.floor(shares.length / 2)]! < minSpread;
}

import { z } from "zod";
import { InputError, ParameterError } from "../shared/errors.js";
import { loadForest } from "../forest/forestFile.js";
import type { RandomForest } from "../forest/randomForest.js";
import type { Convolutions } from "../dsp/convolutions.js";
import type { SpeakerVote } from "../linear/speakerVote.js";
import { candidateParamsSchema, speakerSets } from "../report/report.js";
import { convolutionsOf, loadVote, voteFileSchema } from "./voteFile.js";

/** The sets of a run's models: three for emotions, and one for the speaker's gender. */
export const modelSets = [...speakerSets, "gender"] as const;
export type ModelSet = (typeof modelSets)[number];

const share = z.number().min(0).max(1);
const figures = z.object({ accuracy: share, macroF1: share });

/** A model's scores: for a new speaker, for a known one (forests), for one with enrolled recordings (votes). */
export const modelScoresSchema = z.object({
  byActor: figures,
  stratified: figures.optional(),
  enrolled: figures.optional(),
});

/**
 * Maximum bytes of a model file: those of RAVDESS have less than a hundredth of it. Reading one takes about ten times
 * as much memory.
 */
export const maxModelBytes = 128 * 2 ** 20;

/** The common fields of all model files. */
export const modelDescriptionSchema = z.object({
  format: z.literal("speech-emotion-workers/model"),
  /** id of this model: the run, the set, and a hash of its rows and parameters */
  id: z.string(),
  run: z.string(),
  set: z.enum(modelSets),
  /** whether it was trained on synthetic voices */
  synthetic: z.boolean(),
  /** the feature set of its rows, e.g. "mean161-v2-16000" */
  featureSet: z.string(),
  /** at most this much of a recording is analysed */
  maxDurationSec: z.number().gt(0).max(1e6),
  /** the columns of that set that the model uses, by name and by index */
  columns: z
    .array(z.object({ name: z.string(), index: z.int().min(0).max(1_000_000) }))
    .min(1)
    .max(100_000),
  /** names of the model's classes */
  labels: z
    .array(z.string())
    .min(1)
    .max(1_000)
    .refine((labels) => new Set(labels).size === labels.length, "expected distinct labels"),
  rows: z.int().min(0),
  /** fingerprint of the dataset it was fitted on */
  dataset: z.string(),
  scores: modelScoresSchema,
  createdAt: z.string(),
});

/** A forest: the study's recipe, and the gender model. */
const forestFileSchema = modelDescriptionSchema.extend({
  version: z.literal(1),
  params: candidateParamsSchema.extend({ randomState: z.int() }),
  forest: z.unknown(),
});

/** Linear models on speaker-standardised functionals: the recipe "functionals". */
const voteModelFileSchema = modelDescriptionSchema.extend({
  version: z.literal(2),
  recipe: z.literal("functionals"),
  vote: voteFileSchema,
});

export const modelFileSchema = z.discriminatedUnion("version", [forestFileSchema, voteModelFileSchema]);
export type ModelFile = z.infer<typeof modelFileSchema>;
export type ForestModelFile = z.infer<typeof forestFileSchema>;

export interface ForestModel extends Omit<ForestModelFile, "forest"> {
  readonly forest: RandomForest;
}
export interface VoteModel extends Omit<z.infer<typeof voteModelFileSchema>, "vote"> {
  readonly vote: SpeakerVote;
  /** computes the vote's second view from a recording's contours; undefined if it has one view */
  readonly convolutions: Convolutions | undefined;
}
/** A parsed model; `version` is 1 for a forest and 2 for a vote of linear models. */
export type Model = ForestModel | VoteModel;

/**
 * @param where  the file, for messages
 * @throws InputError "bad-payload" naming what is wrong with the file, "too-large" for one above maxModelBytes
 * @example loadModel(await readFile("models/all.json")).labels.join(" ") // calm happy sad surprised
 */
export function loadModel(bytes: Uint8Array, where = "model"): Model {
  return asInputError(where, () => {
    const file = modelFileSchema.parse(parseJson(bytes, where));
    if (file.version === 1) return forestModel(file);
    return { ...file, vote: loadVote(file.vote, file), convolutions: convolutionsOf(file.vote) };
  });
}

function forestModel(file: ForestModelFile): ForestModel {
  const forest = loadForest(file.forest);
  if (forest.nFeatures !== file.columns.length)
    throw new ParameterError("columns", `${forest.nFeatures}, the forest's number of features`, file.columns.length);
  if (forest.classes.some((label) => file.labels[label] === undefined))
    throw new ParameterError("labels", "a name for each class of the forest", file.labels.join(", "));
  return { ...file, forest };
}

/**
 * Seconds of a recording that a model analyses, without parsing the model itself.
 *
 * @throws InputError as loadModel
 */
export function analysedSec(bytes: Uint8Array, where: string): number {
  const schema = modelDescriptionSchema.pick({ maxDurationSec: true });
  return asInputError(where, () => schema.parse(parseJson(bytes, where)).maxDurationSec);
}

function parseJson(bytes: Uint8Array, where: string): unknown {
  requireModelSize(bytes.length, where);
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** @throws InputError "too-large" */
export function requireModelSize(bytes: number, where: string): void {
  if (bytes > maxModelBytes)
    throw new InputError("too-large", `${where}: ${bytes} bytes, more than the limit of ${maxModelBytes} for a model`);
}

function asInputError<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof z.ZodError) throw unusableModel(where, z.prettifyError(error), error);
    // RangeError: nested too deeply or too long. That is permanent, so not a reason to retry.
    if (error instanceof SyntaxError || error instanceof ParameterError || error instanceof RangeError)
      throw unusableModel(where, error.message, error);
    throw error;
  }
}

function unusableModel(where: string, problem: string, cause: Error): InputError {
  return new InputError("bad-payload", `${where}: not a model of this version: ${problem}`, { cause });
}

import { z } from "zod";
import { InputError, ParameterError } from "../shared/errors.js";
import { loadForest } from "../forest/forestFile.js";
import type { RandomForest } from "../forest/randomForest.js";
import { candidateParamsSchema, speakerSets } from "../report/report.js";

/** Whom a run's models are for: three that know emotions, and one that tells women from men. */
export const modelSets = [...speakerSets, "gender"] as const;
export type ModelSet = (typeof modelSets)[number];

const figures = z.object({ accuracy: z.number(), macroF1: z.number() });

/** A trained model with all that is needed to use it and to know what it is worth. */
export const modelFileSchema = z.object({
  format: z.literal("speech-emotion-workers/model"),
  version: z.literal(1),
  /** names this model: the run, the set, and the rows and parameters it was made from */
  id: z.string(),
  run: z.string(),
  set: z.enum(modelSets),
  /** whether it was trained on voices made by a program */
  synthetic: z.boolean(),
  /** the numbers a row must hold, e.g. "mean161-v2-16000" */
  featureSet: z.string(),
  /** only so much of a recording is analysed */
  maxDurationSec: z.number(),
  /** the columns of that set that the forest sees, by name and by index */
  columns: z.array(z.object({ name: z.string(), index: z.int().min(0) })),
  /** what the forest's class indices mean */
  labels: z.array(z.string()),
  params: candidateParamsSchema.extend({ randomState: z.int() }),
  rows: z.int(),
  /** fingerprint of the dataset it was fitted on */
  dataset: z.string(),
  /** of a model of these parameters and columns: for a new speaker, and for a known one */
  scores: z.object({ byActor: figures, stratified: figures }),
  createdAt: z.string(),
  forest: z.unknown(),
});
export type ModelFile = z.infer<typeof modelFileSchema>;

export interface Model extends Omit<ModelFile, "forest"> {
  readonly forest: RandomForest;
}

/**
 * @param where  the file, for messages
 * @throws InputError "bad-payload" naming what is wrong with the file
 */
export function loadModel(bytes: Uint8Array, where = "model"): Model {
  return refusing(where, () => {
    const file = modelFileSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const forest = loadForest(file.forest);
    if (forest.nFeatures !== file.columns.length)
      throw new ParameterError("columns", `${forest.nFeatures}, as many as the forest sees`, file.columns.length);
    if (forest.classes.some((label) => file.labels[label] === undefined))
      throw new ParameterError("labels", "a name for each class of the forest", file.labels.join(", "));
    return { ...file, forest };
  });
}

/**
 * How much of a recording a model analyses, in seconds, without reading its forest.
 *
 * @throws InputError as loadModel
 */
export function analysedSec(bytes: Uint8Array, where: string): number {
  const schema = modelFileSchema.pick({ maxDurationSec: true });
  return refusing(where, () => schema.parse(JSON.parse(new TextDecoder().decode(bytes))).maxDurationSec);
}

function refusing<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof z.ZodError) throw refusal(where, z.prettifyError(error), error);
    if (error instanceof SyntaxError || error instanceof ParameterError) throw refusal(where, error.message, error);
    throw error;
  }
}

function refusal(where: string, problem: string, cause: Error): InputError {
  return new InputError("bad-payload", `${where}: not a model of this version: ${problem}`, { cause });
}

import { z } from "zod";
import type { EnrolledSpeaker } from "./enrolledSpeaker.js";
import { modelSets } from "./modelFile.js";

const share = z.number().min(0).max(1);

/** Which model to use: that of the given gender, or of the gender detected from the voice. */
export const genderChoices = ["woman", "man", "auto"] as const;
export type GenderChoice = (typeof genderChoices)[number];

/** Options of a prediction. */
export const predictOptionsSchema = z.object({
  gender: z.enum(genderChoices).default("auto"),
  /** with "auto": below this probability the model for all speakers is used */
  minGenderConfidence: share.default(0.8),
  /** predict even if no speech is detected */
  force: z.boolean().optional(),
});
export interface PredictOptions extends z.infer<typeof predictOptionsSchema> {
  /** the enrolled speaker. @defaultValue a new speaker */
  readonly speaker?: EnrolledSpeaker;
  /** path of the ONNX file of the embedding model, for models that were trained with one */
  readonly embedding?: string | undefined;
}

export const defaultPredictOptions: PredictOptions = predictOptionsSchema.parse({});

/** The prediction for a recording. */
export const predictionSchema = z.object({
  emotion: z.string(),
  /** one per emotion of the model; they sum to 1 */
  probabilities: z.record(z.string(), share),
  gender: z.object({
    /** the gender whose model was used; null: the model for all speakers */
    used: z.enum(["woman", "man"]).nullable(),
    /** the gender model's result; null if it was not used */
    probabilities: z.object({ woman: share, man: share }).nullable(),
    /** how the model was chosen */
    note: z.string(),
  }),
  model: z.object({
    id: z.string(),
    run: z.string(),
    /** version of the run's models together, as `ser models` lists it */
    version: z.string(),
    set: z.enum(modelSets),
    featureSet: z.string(),
    /** trained on synthetic voices: its predictions say nothing about people */
    synthetic: z.boolean(),
    /** accuracy on speakers not seen in training: how far to trust the prediction */
    byActor: z.object({ accuracy: share, macroF1: share }),
  }),
  /** the enrolled speaker whose recordings were used; absent for a new speaker */
  speaker: z.object({ id: z.string(), recordings: z.int() }).optional(),
  /**
   * the features that contributed most to the emotion: the increase of its probability along the paths of a forest, or
   * of its score above the mean of all emotions, in log-odds, in a vote of linear models
   */
  features: z.array(z.object({ name: z.string(), value: z.number(), contribution: z.number() })),
  /** length as analysed */
  durationSec: z.number(),
  /** notes on the recording that limit trust in the prediction, one sentence each */
  notes: z.array(z.string()),
});
export type Prediction = z.infer<typeof predictionSchema>;
export type GenderDecision = Prediction["gender"];

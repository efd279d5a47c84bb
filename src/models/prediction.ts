import { z } from "zod";
import type { EnrolledSpeaker } from "./enrolledSpeaker.js";
import { modelSets } from "./modelFile.js";

const share = z.number().min(0).max(1);

/** Which model to use: that of the given gender, or of the gender detected from the voice. */
export const genderChoices = ["woman", "man", "auto"] as const;
export type GenderChoice = (typeof genderChoices)[number];

/** What is asked of a prediction besides the recording. */
export const predictOptionsSchema = z.object({
  gender: z.enum(genderChoices).default("auto"),
  /** with "auto": below this probability the model for all speakers is used */
  minGenderConfidence: share.default(0.8),
  /** answer even where there is no speech to hear */
  force: z.boolean().optional(),
});
export interface PredictOptions extends z.infer<typeof predictOptionsSchema> {
  /** whose voice it is; without it, a new speaker's */
  readonly speaker?: EnrolledSpeaker;
}

export const defaultPredictOptions: PredictOptions = predictOptionsSchema.parse({});

/** What is said of a recording. */
export const predictionSchema = z.object({
  emotion: z.string(),
  /** of every emotion the model knows; sum 1 */
  probabilities: z.record(z.string(), share),
  gender: z.object({
    /** the gender whose model was used; null: the model for all speakers */
    used: z.enum(["woman", "man"]).nullable(),
    /** what the gender model heard; null where it was not asked */
    probabilities: z.object({ woman: share, man: share }).nullable(),
    /** how the model that answered was chosen */
    note: z.string(),
  }),
  model: z.object({
    id: z.string(),
    run: z.string(),
    /** of the run's models together, as `ser models` lists it */
    version: z.string(),
    set: z.enum(modelSets),
    featureSet: z.string(),
    /** trained on voices made by a program: its answers say nothing of people */
    synthetic: z.boolean(),
    /** accuracy on speakers not seen in training: how far to trust the prediction */
    byActor: z.object({ accuracy: share, macroF1: share }),
  }),
  /** whose enrolled recordings the answer takes into account; absent for a new speaker */
  speaker: z.object({ id: z.string(), recordings: z.int() }).optional(),
  /**
   * what spoke most for the emotion: how far each column raised its probability on the way through a forest, or its
   * score above the mean of all emotions, in log-odds, in a vote of linear models
   */
  features: z.array(z.object({ name: z.string(), value: z.number(), contribution: z.number() })),
  /** length as analysed */
  durationSec: z.number(),
  /** what to know of the recording before trusting the answer, one sentence each */
  notes: z.array(z.string()),
});
export type Prediction = z.infer<typeof predictionSchema>;
export type GenderDecision = Prediction["gender"];

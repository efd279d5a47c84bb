/* The recipe functionals, and both recipes side by side. */
import { z } from "zod";
import { list, count, share, seconds, intervalSchema, bySetSchema } from "./basics.js";
import { scoresSchema } from "./scores.js";

/** Calibration of the probabilities. */
const calibrationSchema = z.object({
  /** mean squared distance between probabilities and truth, 0 to 2 */
  brier: z.number().min(0).max(2),
  /** expected calibration error: mean distance between confidence and accuracy */
  ece: share,
  /** the reliability curve: predictions by predicted probability */
  bins: list(z.object({ from: share, to: share, count, confidence: share, accuracy: share })),
});
export type CalibrationReport = z.infer<typeof calibrationSchema>;

/**
 * The recipe "functionals": one model for all speakers, new and enrolled. Its figures for women and for men are of that
 * one model.
 */
export const functionalsSchema = z.object({
  /** recordings of the run's classes; recordings of other emotions are used for training, too */
  rows: count,
  speakers: count,
  nFeatures: count,
  labels: list(z.string()),
  /** macro F1 of the final search's best candidate over its folds */
  searchScore: share,
  candidates: list(z.object({ ridgePenalty: z.number(), ldaShrinkage: z.number(), macroF1: share })),
  best: count,
  /** speakers held out of search, calibration and fit; absent without nested cross-validation */
  newSpeakers: bySetSchema(scoresSchema).optional(),
  nOuter: count.optional(),
  /** with `n` recordings enrolled, never the one being predicted */
  enrolled: bySetSchema(scoresSchema).extend({ n: count }).optional(),
  /** macro F1 by the number of enrolled recordings: of any emotion, and of calm speech only */
  enrolment: list(
    z.object({ pool: z.enum(["mixed", "calm"]), n: count, speakers: count, macroF1: bySetSchema(intervalSchema) }),
  ).optional(),
  calibration: z.object({ newSpeakers: calibrationSchema, enrolled: calibrationSchema.optional() }).optional(),
  /** fitted on one half of the sentences and evaluated on the other, speakers held out */
  crossText: z.object({ texts: count, scores: scoresSchema }).optional(),
  cpuSec: seconds,
  messages: list(z.string()),
});
export type FunctionalsReport = z.infer<typeof functionalsSchema>;

/** The study's recipe and the functionals side by side, evaluated on unseen speakers. */
export const recipesSchema = z.object({
  /** the recipe whose models are stored */
  winner: z.enum(["study", "functionals"]),
  /** why */
  sentence: z.string(),
  compared: list(
    z.object({
      recipe: z.enum(["study", "functionals"]),
      /** models of the women's and men's figures: one each, or the one for all */
      models: z.enum(["one a set", "one for all"]),
      nFeatures: count,
      macroF1: z.object({
        all: intervalSchema.optional(),
        women: intervalSchema.optional(),
        men: intervalSchema.optional(),
      }),
      accuracy: z.object({
        all: intervalSchema.optional(),
        women: intervalSchema.optional(),
        men: intervalSchema.optional(),
      }),
    }),
  ),
  /** macro F1 of the functionals minus the study's, on the same resampled speakers */
  difference: intervalSchema.optional(),
});
export type RecipesReport = z.infer<typeof recipesSchema>;

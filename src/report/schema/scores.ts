/* How well a model did. */
import { z } from "zod";
import { list, count, share, intervalSchema } from "./basics.js";

const classRowSchema = z.object({
  label: z.string(),
  precision: share,
  recall: share,
  f1: share,
  support: count,
});

const classificationReportSchema = z.object({
  classes: list(classRowSchema),
  accuracy: share,
  macroAverage: classRowSchema,
  weightedAverage: classRowSchema,
});

/** A model's scores under one protocol. */
export const scoresSchema = z.object({
  accuracy: share,
  macroF1: share,
  /** rows true, columns predicted, both in the order of the set's labels */
  confusion: list(list(count)),
  balancedAccuracy: share.optional(),
  classificationReport: classificationReportSchema.optional(),
  intervals: z.object({ accuracy: intervalSchema.optional(), macroF1: intervalSchema.optional() }).optional(),
  /** by actor: the speakers of each fold's test side, RAVDESS's actors by number */
  heldOut: list(list(z.union([z.int(), z.string()]))).optional(),
});
export type Scores = z.infer<typeof scoresSchema>;

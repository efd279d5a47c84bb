/* The headline figure by speaker, by kind of recording, by class and by recording. */
import { z } from "zod";
import { list, count, share, speakerSets, intervalSchema } from "./basics.js";

/** Scores on some of the recordings. */
const groupSchema = z.object({
  name: z.string(),
  rows: count,
  speakers: count,
  accuracy: share,
  macroF1: share,
  /** of macro F1, over the group's speakers; absent for one speaker */
  interval: intervalSchema.optional(),
});
export type GroupFigures = z.infer<typeof groupSchema>;

const curvePoint = z.object({ x: share, y: share });

/**
 * The composition of the headline figure: the same predictions by speaker, by kind of recording, by class and by
 * recording.
 */
export const breakdownSchema = z.object({
  recipe: z.enum(["study", "functionals"]),
  set: z.enum(speakerSets),
  /** whether the speakers were also held out of the search */
  nested: z.boolean(),
  rows: count,
  /** weakest first; its interval is Wilson's for accuracy, over the speaker's own recordings */
  speakers: list(
    z.object({
      dataset: z.string(),
      speaker: z.string(),
      gender: z.string().optional(),
      rows: count,
      accuracy: share,
      macroF1: share,
      lower: share,
      upper: share,
    }),
  ),
  /** by intensity, sentence, data set, duration */
  groups: list(z.object({ by: z.string(), groups: list(groupSchema) })),
  /** each class against the others; absent without probabilities */
  curves: list(
    z.object({
      label: z.string(),
      rocAuc: share,
      averagePrecision: share,
      /** share of the class among the recordings: the average precision at chance level */
      share,
      roc: list(curvePoint),
      precisionRecall: list(curvePoint),
    }),
  ).optional(),
  /** the recordings of every non-empty cell of the confusion matrix */
  cells: list(
    z.object({
      emotion: z.string(),
      predicted: z.string(),
      count,
      /** at most 50, highest predicted probability first */
      recordings: list(z.object({ key: z.string(), probability: share.optional() })),
    }),
  ),
});
export type Breakdown = z.infer<typeof breakdownSchema>;

/** How strongly the probabilities depend on a nuisance variable, within each emotion. */
export const biasSchema = z.object({
  recipe: z.enum(["study", "functionals"]),
  rows: count,
  measures: list(
    z.object({
      of: z.string(),
      /** Spearman's rank correlation for numbers, the share of variance explained (eta squared) for names */
      statistic: z.enum(["spearman", "etaSquared"]),
      /** one per class, for its probability minus the mean among recordings of the same emotion */
      byClass: list(z.object({ label: z.string(), value: z.number().min(-1).max(1) })),
      /** size of the largest of them: "none", "small", "medium" or "large" (Cohen) */
      effect: z.enum(["none", "small", "medium", "large"]),
    }),
  ),
  sentences: list(z.string()),
});
export type BiasReport = z.infer<typeof biasSchema>;

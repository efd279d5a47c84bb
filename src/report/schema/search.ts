/* The search for a forest's parameters. */
import { z } from "zod";
import { searchProtocols } from "../../evaluation/nestedCrossValidation.js";
import { list, count, share, seconds, candidateParamsSchema, paramsSchema, intervalSchema } from "./basics.js";
import { scoresSchema } from "./scores.js";

/** A stage of a model between the initial and the final parameters. */
export const stageSchema = z.object({
  params: paramsSchema,
  nFeatures: count,
  /** macro F1 of the search's own cross-validation */
  searchScore: share.optional(),
  byActor: scoresSchema,
  stratified: scoresSchema,
});
export type Stage = z.infer<typeof stageSchema>;

/** The search's winner minus the study's own parameters, on the same recordings and the same resampled speakers. */
export const searchGainSchema = z.object({
  /** source of the winner's predictions: searches without the speakers, or the winner's own folds */
  winner: z.enum(["nested", "tuned"]),
  metric: z.literal("macroF1"),
  difference: intervalSchema,
  sentence: z.string(),
});
export type SearchGain = z.infer<typeof searchGainSchema>;

export const gridSchema = z.object({
  /** "default", "quickstart" or the file it came from */
  name: z.string(),
  protocol: z.enum(searchProtocols),
  scoring: z.string(),
  nSplits: z.int().min(2),
  candidates: list(
    z.object({
      params: candidateParamsSchema,
      /** null if the candidate could not be trained */
      score: share.nullable(),
      seconds: seconds.optional(),
      message: z.string().optional(),
    }),
  ),
  /** index of the chosen candidate; null if none has a score */
  best: z.int().min(0).nullable(),
  /** from the first job taken to the last one done */
  wallSec: seconds.optional(),
  /** all workers together */
  cpuSec: seconds.optional(),
});
export type GridResults = z.infer<typeof gridSchema>;

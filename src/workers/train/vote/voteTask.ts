import { z } from "zod";
import { voteFileSchema } from "../../../models/voteFile.js";

/** Stored results of the fits of the recipe "functionals". */

const share = z.number().min(0).max(1);
const rows = z.array(z.int().min(0));
const confusion = z.array(z.array(z.int().min(0)));

export const voteCandidateSchema = z.object({ ridgePenalty: z.number(), ldaShrinkage: z.number() });

/** Probabilities of the run's classes, one row for each of `rows`. */
const probabilitiesSchema = z.object({ rows, proba: z.array(z.array(share)) });

/** One outer fold of the nested cross-validation. */
export const voteFoldSchema = z.object({
  heldOut: z.array(z.int()),
  candidate: voteCandidateSchema,
  /** for speakers without enrolled recordings */
  unheard: probabilitiesSchema,
  /** with the largest number of recordings enrolled; from one draw */
  enrolled: probabilitiesSchema,
  /** decisions about recordings that are not enrolled, by the number of enrolled ones */
  enrolment: z.array(z.object({ pool: z.enum(["mixed", "calm"]), n: z.int(), speaker: z.int(), confusion })),
  /** predictions for sentences not in the training data; empty if sentences are unknown */
  crossText: z.object({ rows, predicted: z.array(z.int()) }),
  fitMs: z.number(),
});
export type VoteFoldResult = z.infer<typeof voteFoldSchema>;

/** The final model. */
export const voteFitSchema = z.object({
  candidates: z.array(voteCandidateSchema.extend({ macroF1: share })),
  best: z.int().min(0),
  vote: voteFileSchema,
  fitMs: z.number(),
});
export type VoteFit = z.infer<typeof voteFitSchema>;

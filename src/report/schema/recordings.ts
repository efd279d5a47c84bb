/* Figures of the recordings themselves, without a model. */
import { z } from "zod";
import { list, count, share, seconds } from "./basics.js";

/** Lengths of recordings in seconds: the five figures of a box plot. */
export const durationsSchema = z.object({
  emotion: z.string(),
  gender: z.string(),
  count,
  minimum: seconds,
  lowerQuartile: seconds,
  median: seconds,
  upperQuartile: seconds,
  maximum: seconds,
});

/** A column's values by emotion: the figures of a box plot. */
export const featureByEmotionSchema = z.object({
  column: z.string(),
  label: z.string(),
  unit: z.string(),
  family: z.string(),
  /** share of the column's variance that the emotion explains */
  etaSquared: share,
  emotions: list(
    z.object({
      emotion: z.string(),
      count,
      p5: z.number(),
      lowerQuartile: z.number(),
      median: z.number(),
      upperQuartile: z.number(),
      p95: z.number(),
    }),
  ),
});
export type FeatureByEmotion = z.infer<typeof featureByEmotionSchema>;

/** Recordings on the first two principal components of the study's columns. */
export const dataMapSchema = z.object({
  /** number of all; `points` are at most a few hundred of them, sampled uniformly */
  recordings: count,
  columns: count,
  /** share of the variance that each component explains */
  explained: list(share),
  points: list(z.object({ emotion: z.string(), x: z.number(), y: z.number() })),
});
export type DataMap = z.infer<typeof dataMapSchema>;

/* Types shared by all parts of report.json. */
import { z } from "zod";
import { paramNames } from "../../evaluation/paramGrid.js";
import { parameterSchema } from "../parameterSchema.js";

export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
export const count = z.int().min(0);
export const share = z.number().min(0).max(1);
export const seconds = z.number().min(0);

export const speakerSets = ["all", "women", "men"] as const;
export type SpeakerSet = (typeof speakerSets)[number];

/** The parameters of a search; forest/parameters.ts declares them. */
export const candidateParamsSchema = parameterSchema(paramNames);

export const paramsSchema = parameterSchema([...paramNames, "randomState"]);

/** A figure and its interval from resampling the actors. */
export const intervalSchema = z.object({
  point: z.number(),
  lower: z.number(),
  upper: z.number(),
  /** share of the resamples within, such as 0.95 */
  confidence: z.number().gt(0).lt(1),
  nResamples: z.int().min(1),
});
export type ReportInterval = z.infer<typeof intervalSchema>;

/** The speakers that a figure is for. */
export const bySetSchema = <T extends z.ZodType>(item: T) =>
  z.object({ all: item, women: item.optional(), men: item.optional() });

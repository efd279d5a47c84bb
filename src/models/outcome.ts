import { z } from "zod";
import { inputCodes } from "../shared/errors.js";
import { emotionOverTimeSchema } from "./overTimeSchema.js";
import { predictionSchema } from "./prediction.js";

/** The outcome of a file's prediction: the prediction, or the reason it failed. */
export const predictOutcomeSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), prediction: predictionSchema }),
  z.object({ ok: z.literal(false), code: z.enum(inputCodes), message: z.string() }),
]);
export type PredictOutcome = z.infer<typeof predictOutcomeSchema>;

/**
 * The result of a prediction job: one outcome per file, in order; or, for a recording over time, the windows instead.
 */
export const predictResultSchema = z.object({
  outcomes: z.array(predictOutcomeSchema),
  overTime: emotionOverTimeSchema.optional(),
});
export type PredictResult = z.infer<typeof predictResultSchema>;

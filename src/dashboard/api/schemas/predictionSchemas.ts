import { z } from "zod";
import { runNamePattern } from "../../../runs/jobs.js";
import { speakerIdSchema } from "../../../models/enrolledSpeaker.js";
import { emotionOverTimeSchema } from "../../../models/overTimeSchema.js";
import { modelScoresSchema, modelSets } from "../../../models/modelFile.js";
import { genderChoices, predictionSchema } from "../../../models/prediction.js";
import { problemSchema } from "../../http/problem.js";

/*
 * Requests and responses of the API: predictions, models and speakers.
 * The routes check against these schemas; openapi.json is generated from them.
 */

/** Options sent with the recording; a form's fields are strings, hence the coercion. */
export const questionSchema = z.object({
  gender: z.enum(genderChoices).optional(),
  minGenderConfidence: z.coerce.number().min(0).max(1).optional(),
  run: z.string().regex(runNamePattern).optional(),
  force: z
    .union([z.boolean(), z.enum(["true", "false"])])
    .optional()
    .describe("predict even if no speech is detected (no-speech)"),
  speaker: speakerIdSchema.optional().describe("the enrolled speaker of the recording"),
  enrol: z
    .union([z.boolean(), z.enum(["true", "false"])])
    .optional()
    .describe("enrol the uploaded recording for the speaker, who may be new"),
  window: z.coerce
    .number()
    .min(0.5)
    .max(60)
    .optional()
    .describe("predict over time, in windows of this many seconds, instead of for the whole recording"),
  hop: z.coerce
    .number()
    .min(0.1)
    .max(60)
    .optional()
    .describe("with window: seconds from one window's start to the next; default: the window's length"),
});
export type Question = z.infer<typeof questionSchema>;

/** A recording in S3, or in one of the places. */
export const sourceQuestionSchema = questionSchema.extend({
  source: z.string().describe("s3://bucket/key, within the allowed sources; with `key`, one of GET /api/places"),
  key: z.string().min(1).optional().describe("key of a file in the place"),
  minGenderConfidence: z.number().min(0).max(1).optional(),
  window: z.number().min(0.5).max(60).optional(),
  hop: z.number().min(0.1).max(60).optional(),
});

/** A prediction: its state and, at the end, the result or a problem. */
export const predictionResourceSchema = z.object({
  id: z.string(),
  state: z.enum(["waiting", "computing", "done", "failed"]),
  prediction: predictionSchema.optional(),
  overTime: emotionOverTimeSchema.optional().describe("instead of prediction, if the request has a window"),
  problem: problemSchema.optional(),
});
export type PredictionResource = z.infer<typeof predictionResourceSchema>;

export const modelsSchema = z.array(
  z.object({
    run: z.string(),
    version: z.string(),
    createdAt: z.string(),
    isCurrent: z.boolean(),
    models: z.array(
      z.object({
        id: z.string(),
        set: z.enum(modelSets),
        synthetic: z.boolean(),
        featureSet: z.string(),
        labels: z.array(z.string()),
        rows: z.int(),
        nFeatures: z.int(),
        scores: modelScoresSchema,
      }),
    ),
  }),
);

export const speakersSchema = z.array(
  z.object({ id: z.string(), recordings: z.int(), featureSet: z.string(), updatedAt: z.string() }),
);

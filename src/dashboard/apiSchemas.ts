import { z } from "zod";
import { runNamePattern } from "../shared/jobs.js";
import { modelSets } from "../shared/modelFile.js";
import { genderChoices, predictionSchema } from "../shared/prediction/prediction.js";
import { emotions } from "../shared/ravdess.js";
import { reportSchema } from "../shared/report.js";
import { problemSchema } from "./problem.js";

/** What the API takes and gives: the routes check by these, and openapi.json is made of them. */

/** Beside the recording; a form's fields are texts, hence the coercion. */
export const questionSchema = z.object({
  gender: z.enum(genderChoices).optional(),
  minGenderConfidence: z.coerce.number().min(0).max(1).optional(),
  run: z.string().regex(runNamePattern).optional(),
});
export type Question = z.infer<typeof questionSchema>;

/** A recording that lies in S3. */
export const sourceQuestionSchema = questionSchema.extend({
  source: z.string().describe("s3://bucket/key, within the allowed sources"),
  minGenderConfidence: z.number().min(0).max(1).optional(),
});

/** A prediction on its way: its state, and in the end the answer or why there is none. */
export const predictionResourceSchema = z.object({
  id: z.string(),
  state: z.enum(["waiting", "computing", "done", "failed"]),
  prediction: predictionSchema.optional(),
  problem: problemSchema.optional(),
});
export type PredictionResource = z.infer<typeof predictionResourceSchema>;

const figures = z.object({ accuracy: z.number(), macroF1: z.number() });

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
        scores: z.object({ byActor: figures, stratified: figures }),
      }),
    ),
  }),
);

/** RunStatus of src/shared/runStatus.ts; the contract test holds the two together. */
export const runStatusSchema = z.object({
  run: z.string(),
  source: z.string(),
  synthetic: z.boolean(),
  stage: z.enum(["listing", "extracting", "training", "done", "failed"]),
  files: z.object({
    listed: z.int(),
    queued: z.int(),
    done: z.int(),
    skipped: z.record(z.string(), z.int()),
    rejected: z.int(),
  }),
  filesPerSec: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  training: z.object({ done: z.int(), planned: z.int(), phase: z.string() }).nullable(),
  failure: z.string().nullable(),
});

export const runsSchema = z.array(runStatusSchema);

export const runSchema = runStatusSchema.extend({
  /** what report.json holds; null until the run is done */
  report: reportSchema.nullable(),
});

/** Starts a run: everything else is as `ser run` has it by default. */
export const startRunSchema = z.object({
  run: z.string().regex(runNamePattern, "a run's name: 1 to 64 letters, digits, dots, hyphens, underscores"),
  source: z.string().min(1),
  emotions: z.array(z.enum(emotions)).min(2).optional(),
  nested: z.boolean().optional(),
});

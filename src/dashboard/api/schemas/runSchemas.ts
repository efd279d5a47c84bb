import { z } from "zod";
import { bestSoFarSchema } from "../../../runs/fitProgress.js";
import { recipeNames, runNamePattern } from "../../../runs/jobs.js";
import { dataSetChoices } from "../../../corpus/dataSets.js";
import { searchProtocols } from "../../../evaluation/nestedCrossValidation.js";
import { intervalSchema, reportSchema } from "../../../report/report.js";
import type { RunSummary } from "../../../runs/chosenRuns.js";
import type { RunStatus } from "../../../runs/runStatus.js";
import type { Freed } from "../../../runs/deleteRun.js";
import { stages } from "../../../runs/stages.js";
import type { ThroughputSlot } from "../../../runs/throughputHistory.js";
import { workerSchema } from "../../../runs/workerRegistry.js";
import type { RunSnapshot } from "../../../runs/runSnapshot.js";

/*
 * Requests and responses of the API: runs.
 * The routes check against these schemas; openapi.json is generated from them.
 */

export const runStatusSchema = z.object({
  run: z.string(),
  source: z.string(),
  synthetic: z.boolean(),
  stage: z.enum(stages),
  files: z.object({
    listed: z.int(),
    queued: z.int(),
    done: z.int(),
    skipped: z.record(z.string(), z.int()),
    rejected: z.int(),
  }),
  filesPerSec: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  training: z
    .object({
      done: z.int(),
      planned: z.int(),
      phase: z.string(),
      elapsedSec: z.number(),
      secondsLeft: z.number().nullable(),
      fitsPerSec: z.number().nullable(),
      best: bestSoFarSchema.nullable(),
    })
    .nullable(),
  failure: z.string().nullable(),
  otherVersions: z.string().nullable().describe("workers that skip this run's jobs: of another version, or without its embedding model"),
}) satisfies z.ZodType<RunStatus>;

export const runSummarySchema = runStatusSchema.extend({
  startedAt: z.string().nullable(),
  tookSec: z.number().nullable(),
  macroF1: z.number().nullable().describe("for speakers not seen in training: the report's headline figure"),
  interval: intervalSchema.nullable(),
  emotions: z.array(z.string()),
  featureSet: z.string().nullable(),
  dataSets: z.array(z.string()),
  tags: z.array(z.string()),
  note: z.string(),
}) satisfies z.ZodType<RunSummary>;

export const runsSchema = z.array(runSummarySchema);

/** A run's tags and note; a field that is left out stays unchanged. */
export const runNotesSchema = z.object({
  tags: z.array(z.string().trim().min(1).max(64)).max(32).optional(),
  note: z.string().max(2_000).optional(),
});

/** Runs to compare with the first of them. */
export const compareQuerySchema = z.object({
  run: z.array(z.string().regex(runNamePattern)).min(2).max(8),
});

export const runSchema = runStatusSchema.extend({
  /** the content of report.json; null until the run is done */
  report: reportSchema.nullable(),
});

/** Starts a run: everything else has the defaults of `ser run`. */
export const startRunSchema = z.object({
  run: z.string().regex(runNamePattern, "a run's name: 1 to 64 letters, digits, dots, hyphens, underscores"),
  source: z.string().min(1),
  emotions: z.array(z.string().min(1).max(64)).min(2).max(64).optional(),
  nested: z.boolean().optional(),
  dataset: z.enum(dataSetChoices).optional().describe("naming scheme of the files"),
  labels: z.string().min(1).optional().describe("a labels file in the source, relative to it, such as labels.csv"),
  protocol: z.enum(searchProtocols).optional(),
  recipe: z.enum(recipeNames).optional(),
  convolutions: z
    .union([z.boolean(), z.literal("auto")])
    .optional()
    .describe("whether random convolutions vote too; auto, the default: where speakers say the same few sentences"),
  noisyCopies: z
    .union([z.boolean(), z.literal("auto")])
    .optional()
    .describe("whether to train on noisy copies too; auto, the default: where speakers say the same few sentences"),
  grid: z
    .string()
    .min(2)
    .max(8_000)
    .optional()
    .describe("the parameters to search, as JSON: a list of values for each, as in the file of --grid"),
});

export const startedRunSchema = z.object({ run: z.string() });

export const workersSchema = z.array(workerSchema);

/** The data of a `snapshot` among a run's events. */
export const snapshotSchema = z.object({
  at: z.number().describe("ms since 1970"),
  status: runStatusSchema,
  workers: z.array(workerSchema),
}) satisfies z.ZodType<RunSnapshot>;

export const speedSchema = z.array(
  z.object({ at: z.number().describe("ms since 1970"), lengthMs: z.number(), files: z.int() }),
) satisfies z.ZodType<ThroughputSlot[]>;

export const rejectedSchema = z.object({
  total: z.int(),
  files: z.array(z.object({ key: z.string(), code: z.string(), message: z.string() })),
});

export const retriedSchema = z.object({ files: z.int() });

export const cancelledSchema = z.object({
  stoppedWhile: z.enum(stages).describe("the run's stage before; cancelled if it had been cancelled already"),
});

/** What deleting a run freed. */
export const deletedSchema = z.object({
  rows: z.int().describe("rows of features; 0 if another run uses them or they are in the user's own store"),
  bytes: z.int().describe("bytes of its record, results and report in Redis"),
}) satisfies z.ZodType<Freed>;

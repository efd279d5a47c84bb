import { z } from "zod";
import { bestSoFarSchema } from "../../runs/fitProgress.js";
import { recipeNames, runNamePattern } from "../../runs/jobs.js";
import { dataSetChoices } from "../../corpus/dataSets.js";
import { searchProtocols } from "../../evaluation/nestedCrossValidation.js";
import { speakerIdSchema } from "../../models/enrolledSpeaker.js";
import { emotionOverTimeSchema } from "../../models/overTimeSchema.js";
import { modelScoresSchema, modelSets } from "../../models/modelFile.js";
import { genderChoices, predictionSchema } from "../../models/prediction.js";
import type { Gender } from "../../corpus/labels.js";
import { intervalSchema, reportSchema } from "../../report/report.js";
import type { RunSummary } from "../../runs/chosenRuns.js";
import type { RunStatus } from "../../runs/runStatus.js";
import type { Freed } from "../../runs/deleteRun.js";
import { stages } from "../../runs/stages.js";
import type { ThroughputSlot } from "../../runs/throughputHistory.js";
import { workerSchema } from "../../runs/workerRegistry.js";
import type { Browsed } from "../sources/browse.js";
import type { Explored } from "../explore/explorer.js";
import type { ListedRecording } from "../explore/listedRecording.js";
import type { OutOfFoldAnswers } from "../explore/outOfFold.js";
import { placePattern, type RecordingPage } from "../explore/searchRecordings.js";
import { problemSchema } from "../http/problem.js";
import type { RunSnapshot } from "../../runs/runSnapshot.js";

/**
 * Schemas of the API's requests and responses: the routes check against them, and openapi.json is generated from them.
 */

const genders = ["woman", "man"] as const satisfies readonly Gender[];

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

/** The folder of a place to list. */
export const browseQuerySchema = z.object({
  place: z.string().min(1),
  folder: z
    .string()
    .regex(/^$|\/$/, "a folder, ending in /")
    .default(""),
  after: z.string().min(1).optional(),
});

export const placeFileSchema = z.object({ place: z.string().min(1), key: z.string().min(1) });

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
  otherVersions: z.string().nullable().describe("workers of other versions, which skip this run's jobs"),
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

const listedRecordingSchema = z.object({
  key: z.string(),
  dataset: z.string(),
  speaker: z.string(),
  emotion: z.string(),
  gender: z.enum(genders).optional(),
  durationSec: z.number(),
}) satisfies z.ZodType<ListedRecording>;

/** Which of a run's recordings a page lists. */
export const recordingQuerySchema = z.object({
  text: z.string().max(200).optional(),
  emotion: z.string().min(1).optional(),
  gender: z.enum(genders).optional(),
  speaker: z.string().min(1).optional(),
  after: z.string().max(400).regex(placePattern, "expected `next` of the page before").optional(),
  near: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

export const recordingPageSchema = z.object({
  recordings: z.array(listedRecordingSchema),
  next: z
    .string()
    .nullable()
    .describe("start of the next page, null at the end; a page with few or no recordings may have a next one"),
}) satisfies z.ZodType<RecordingPage>;

/** Recordings of a run to explore; their features are requested one by one. */
export const exploredSchema = z.object({
  recordings: z.int(),
  cells: z.array(
    z.object({
      dataset: z.string(),
      emotion: z.string(),
      gender: z.enum(genders).optional(),
      intensity: z.string().optional(),
      statement: z.int().optional(),
      count: z.int(),
    }),
  ),
  durations: z
    .record(z.string(), z.array(z.int()))
    .describe(
      "by emotion and gender (happy woman): counts per quarter of a second; the last one includes longer recordings",
    ),
  sample: z.array(listedRecordingSchema),
  speakers: z.array(z.string()).describe("at most 1,000, as dataset and speaker"),
  columns: z.array(z.string()),
  units: z.array(z.string()).describe("unit of each column"),
  map: z.array(z.tuple([z.number(), z.number()])),
  explained: z.array(z.number()),
}) satisfies z.ZodType<Omit<Explored, "features">>;

/** Out-of-fold predictions for a recording. */
export const outOfFoldSchema = z.object({
  answers: z.array(
    z.object({
      recipe: z.string(),
      set: z.string(),
      protocol: z.string(),
      nested: z.boolean(),
      predicted: z.string(),
      probabilities: z.record(z.string(), z.number()).optional(),
    }),
  ),
  worth: z
    .record(z.string(), z.record(z.string(), z.object({ called: z.int(), right: z.int() })))
    .describe(
      "by set of speakers and emotion: how often the models of the run predicted it for new speakers, and how often correctly",
    ),
}) satisfies z.ZodType<OutOfFoldAnswers>;

export const browsedSchema = z.object({
  folders: z.array(z.string()),
  files: z.array(z.object({ key: z.string(), size: z.int() })),
  next: z.string().nullable(),
}) satisfies z.ZodType<Browsed>;

import { z } from "zod";
import { embeddingOptionsSchema } from "../embedding/embeddingOptions.js";
import { isEmbeddingName } from "../embedding/embeddingName.js";
import { searchProtocols } from "../evaluation/nestedCrossValidation.js";
import { defaultGrid } from "../evaluation/paramGrid.js";
import { engineNames } from "../features/featureSet.js";
import { speakerIdSchema } from "../models/enrolledSpeaker.js";
import { overTimeOptionsSchema } from "../models/overTimeSchema.js";
import { predictOptionsSchema } from "../models/prediction.js";
import { channels } from "../corpus/ravdess.js";
import { dataSetChoices } from "../corpus/dataSets.js";

/**
 * The contracts between the programs: the queues, the jobs' data and names, and how jobs are retried.
 *
 *   list ──▶ extract (many) ──▶ train ──▶ fit (many) ──▶ train again: the report
 *   predict: one recording, immediately                score: many recordings, as bulk work
 *
 * `list` and `extract` are children of `train` in BullMQ's sense: BullMQ starts a run's training when its listing and
 * its last extraction are done. `train` then adds `fit` jobs as further children.
 */
export const queueNames = ["list", "extract", "train", "fit", "predict", "score"] as const;
export type QueueName = (typeof queueNames)[number];

export const runNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const runName = z.string().regex(runNamePattern, "a run's name: 1 to 64 letters, digits, dots, hyphens, underscores");

export const recipeNames = ["best", "study"] as const;

/** The recipe of new runs. Older records have no recipe and mean the study's. */
export const defaultRecipe = "best" satisfies (typeof recipeNames)[number];

/** The four emotions of the study on RAVDESS. */
export const studyEmotions = ["calm", "happy", "sad", "surprised"] as const;

export const modalityChoices = ["audio-only", "any"] as const;
export const forestNames = ["default", "ml-random-forest"] as const;

/** Settings that the program chooses by the recordings unless they are given. */
export const automaticSettings = ["convolutions", "noisyCopies"] as const;
export type AutomaticSetting = (typeof automaticSettings)[number];

/** Their options on the command line, after "--" or "--no-". */
export const automaticOptions: Readonly<Record<AutomaticSetting, string>> = {
  convolutions: "convolutions",
  noisyCopies: "noisy-copies",
};

const settingsObject = z.object({
  source: z
    .string()
    .min(1)
    .describe("The recordings: a directory or s3://bucket/prefix; several, one per line, form one run"),
  prefixes: z
    .array(z.string().regex(/^$|\/$/, "a folder, ending in /"))
    .min(1)
    .default([""])
    .describe('Folders of the source that are listed in parallel, each ending in /; "" is all of it'),
  store: z
    .string()
    .min(1)
    .default("redis")
    .describe('Where the rows go: "redis", or a directory or s3://bucket/prefix for Parquet files'),
  recompute: z.boolean().default(false).describe("Whether to recompute files whose rows are in the store"),
  engine: z
    .enum(engineNames)
    .default("default")
    .describe("Feature engine: default agrees with librosa; meyda is a baseline"),
  recipe: z
    .enum(recipeNames)
    .default("study")
    .describe("Columns of the rows: study, only the study's; best, also functionals of spectrum and voice"),
  convolutions: z.boolean().default(false).describe("Whether rows also hold the contours that random convolutions use"),
  noisyCopies: z
    .boolean()
    .default(false)
    .describe("Whether rows also hold the functionals of a copy with noise, as further training rows"),
  embedding: z
    .object({
      block: z.string().refine(isEmbeddingName, "the name of an embedding model's columns"),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal"),
      options: embeddingOptionsSchema,
    })
    .nullable()
    .default(null)
    .describe("The embedding model whose frames give the columns, instead of functionals: ser run --embedding sets it"),
  automatic: z
    .array(z.enum(automaticSettings))
    .default([])
    .describe("Settings that were not given and that the program chose according to the recordings"),
  sampleRate: z
    .union([z.literal("native"), z.int().min(1_000).max(384_000)])
    .default(16_000)
    .describe("Analysed rate in Hz, or each file's own"),
  maxDurationSec: z
    .number()
    .positive()
    .default(360)
    .describe("Length of each file that is analysed, from its beginning"),
  channels: z
    .array(z.enum(channels))
    .min(1)
    .default([...channels])
    .describe("Recordings of these vocal channels"),
  modality: z
    .enum(modalityChoices)
    .default("audio-only")
    .describe("Which of a trial's files: audio-only ones, or audio-video ones too"),
  keepDuplicates: z
    .boolean()
    .default(false)
    .describe('With modality "any": every file with sound, instead of one per trial'),
  filesPerJob: z.int().min(1).max(1_000).default(32).describe("Files per extraction job"),
  maxQueued: z.int().min(1).default(200_000).describe("Listing pauses while more files than this are waiting"),
  dataset: z
    .enum(dataSetChoices)
    .default("auto")
    .describe("How names are parsed: as those of one data set, or each by its form"),
  labels: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe("Instead of names: a labels file, FILE.csv, FILE.parquet, s3://bucket/FILE or emobox:DIR"),
  excludeSpeakers: z.array(z.string().min(1)).default([]).describe("Speakers to leave out: 03, or emodb/03"),
  onlySpeakers: z.array(z.string().min(1)).default([]).describe("Use only these speakers; [] for all"),
  testSpeakers: z
    .array(z.string().min(1))
    .default([])
    .describe("Speakers excluded from all training, for the report's test set"),
  emotionMap: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe("Labels mapped to emotions, in addition to the usual mapping or overriding it: label -> emotion"),
  emotions: z
    .union([z.literal("auto"), z.array(z.string().min(1)).min(2)])
    .default([...studyEmotions])
    .describe('Classes of the models; "auto": chosen from the emotions in the recordings'),
  forest: z
    .enum(forestNames)
    .default("default")
    .describe("Forest implementation; ml-random-forest is a baseline: the study's parameters, no search, no models"),
  grid: z
    .object({ name: z.string(), text: z.string() })
    .default({ name: "default", text: JSON.stringify(defaultGrid) })
    .describe("The parameters to search: a name for the report, and the grid as JSON text"),
  protocol: z
    .enum(searchProtocols)
    .default("byActor")
    .describe("How the search splits its rows: whole actors or whole data sets held out, or trials drawn at random"),
  nested: z
    .boolean()
    .default(true)
    .describe("Whether to estimate, by nested cross-validation, how well the search does on actors that it never saw"),
  pruneSteps: z
    .int()
    .min(1)
    .max(50)
    .default(1)
    .describe("Number of times that the weakest 5 % of the columns are dropped"),
  randomState: z.int().min(0).default(42).describe("Seed of forests, folds and resamples"),
});

/** The settings of a run. Fixed when the run is created; every worker reads them from the run's record. */
export const runSettingsSchema = settingsObject.readonly();
export type RunSettings = z.infer<typeof runSettingsSchema>;

/** Requested settings: values of "auto" are resolved when the run is created, depending on the recordings. */
export const askedSettingsSchema = settingsObject
  .extend({
    convolutions: z
      .union([z.boolean(), z.literal("auto")])
      .default(false)
      .describe('Whether random convolutions vote too; "auto": if the speakers share a few sentences'),
    noisyCopies: z
      .union([z.boolean(), z.literal("auto")])
      .default(false)
      .describe('Whether to train on noisy copies too; "auto": if the speakers share a few sentences'),
  })
  .readonly();
export type AskedSettings = z.infer<typeof askedSettingsSchema>;

/** One of the run's prefixes, by its index. */
export const listPayloadSchema = z.object({ run: runName, part: z.int().min(0) });
export type ListPayload = z.infer<typeof listPayloadSchema>;

/**
 * Keys relative to the run's source, in byte order. Results depend only on them, so repeating a job changes nothing.
 */
export const extractPayloadSchema = z.object({
  run: runName,
  keys: z.array(z.string().min(1)).min(1),
  /** listed size of each file in bytes; absent for local files */
  sizes: z.array(z.int().min(0)).optional(),
  /** the shard that these rows join. @defaultValue a new shard */
  shard: z.string().optional(),
  /** Redis lost the job's results: this is its second execution */
  again: z.literal(true).optional(),
});
export type ExtractPayload = z.infer<typeof extractPayloadSchema>;

export const trainPayloadSchema = z.object({ run: runName });
export type TrainPayload = z.infer<typeof trainPayloadSchema>;

/** The prediction queues. Two, so that scoring a whole bucket does not delay a single prediction. */
export type PredictionQueueName = "predict" | "score";

/** A recording to predict: an object that the worker fetches, or uploaded bytes. */
export const predictFileSchema = z.discriminatedUnion("kind", [
  /** `store` is s3://bucket[/prefix] or a directory of the worker's machine */
  z.object({ kind: z.literal("object"), store: z.string().min(1), key: z.string().min(1) }),
  /** as the upload store names it: `dir` is a spool directory of the worker's machine */
  z.object({ kind: z.literal("upload"), id: z.string().min(1), dir: z.string().min(1).optional(), name: z.string() }),
]);
export type PredictFile = z.infer<typeof predictFileSchema>;

/** The models are identified by version, so that all files of one request use the same models. */
export const predictPayloadSchema = predictOptionsSchema.extend({
  models: z.object({ run: runName, version: z.string().min(1) }),
  /** the enrolled speaker of the recording */
  speaker: speakerIdSchema.optional(),
  /** whether uploads among the files are enrolled as recordings of that speaker, who may be new */
  enrol: z.boolean().optional(),
  /** predict a single file window by window instead of as a whole */
  overTime: overTimeOptionsSchema.optional(),
  files: z.array(predictFileSchema).min(1),
});
export type PredictPayload = z.infer<typeof predictPayloadSchema>;

/** Job ids identify the work. They contain no colon, which BullMQ reserves. */
export const jobIds = {
  train: (run: string): string => `train-${run}`,
  list: (run: string, part: number): string => `list-${run}-${part}`,
  /** @param batch names the shard, see shardName; @param round 0 for the first pass, n for the nth `ser retry` */
  extract: (run: string, batch: string, round: number): string =>
    `extract-${run}-${batch}${round === 0 ? "" : `-r${round}`}`,
  /** @param training the dataset and settings, see trainingId: fits of two rounds never share a job */
  fit: (run: string, training: string, task: string): string => `fit-${run}-${training}-${task}`,
};

/** Transient errors are retried with exponential backoff; permanent ones never (see queues/worker.ts). */
export const retryPolicy = {
  attempts: 5,
  backoff: { type: "exponential", delay: 1_000, jitter: 0.5 },
} as const;

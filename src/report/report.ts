/*
 * report.json: the results of a run, for programs; report.html shows the same to people.
 *
 * Fields are added and never renamed. What the full search adds is optional, so that a report without it is valid, too;
 * readers ignore unknown fields.
 */
import { z } from "zod";
import { provenanceSchema } from "./provenance.js";
import { list, count, seconds, speakerSets, paramsSchema } from "./schema/basics.js";
import { breakdownSchema, biasSchema } from "./schema/breakdown.js";
import { functionalsSchema, recipesSchema } from "./schema/recipes.js";
import { durationsSchema, featureByEmotionSchema, dataMapSchema } from "./schema/recordings.js";
import { scoresSchema } from "./schema/scores.js";
import { setSchema, comparisonSchema } from "./schema/setReport.js";

export {
  speakerSets,
  candidateParamsSchema,
  intervalSchema,
  type SpeakerSet,
  type ReportInterval,
} from "./schema/basics.js";
export { type Scores } from "./schema/scores.js";
export { type Stage, type SearchGain, type GridResults } from "./schema/search.js";
export { type FamilyImportance, type SetReport, type Comparison } from "./schema/setReport.js";
export { type CalibrationReport, type FunctionalsReport, type RecipesReport } from "./schema/recipes.js";
export { type GroupFigures, type Breakdown, type BiasReport } from "./schema/breakdown.js";
export { type FeatureByEmotion, type DataMap } from "./schema/recordings.js";

/** The name of the blob with a run's report. */
export const reportBlob = "report";

/**
 * Version of report.json's format: increases when programs that read it must change. Reports before version 2 have
 * none.
 */
export const reportSchemaVersion = 2;

export const reportSchema = z.object({
  schemaVersion: z.int().min(2).optional(),
  run: z.string(),
  source: z.string(),
  /** whether the recordings were made by `ser synth` */
  synthetic: z.boolean(),
  files: z.object({
    listed: count,
    extracted: count,
    /** modality -> files used; absent in older reports */
    modalities: z.record(z.string(), count).optional(),
    /** reason -> number of files skipped */
    skipped: z.record(z.string(), count),
    rejected: list(z.object({ key: z.string(), code: z.string(), message: z.string() })),
    /** extracted, but not trained on: they contain no speech */
    leftOut: list(z.object({ key: z.string(), code: z.string(), message: z.string() })).optional(),
    /** rows + rejected + givenUp + skipped = listed; `rejected` above also lists those given up */
    sum: z.object({ listed: count, rows: count, rejected: count, givenUp: count, skipped: count }).optional(),
  }),
  /** extracted recordings by emotion and gender; `unknown`: speakers of unknown gender */
  counts: z.record(z.string(), z.object({ women: count, men: count, unknown: count.optional() })),
  /** the data sets of the recordings; absent in older reports, which are about RAVDESS */
  datasets: list(
    z.object({
      name: z.string(),
      recordings: count,
      speakers: list(z.string()),
      /** as the models call them */
      emotions: list(z.string()),
    }),
  ).optional(),
  /** the classes of the models, and why these were chosen if the settings do not name them */
  emotions: z.object({ chosen: list(z.string()), why: z.string().optional() }).optional(),
  /** labels of the data sets that were merged into one emotion */
  emotionMap: list(z.object({ dataset: z.string(), word: z.string(), emotion: z.string() })).optional(),
  sets: z.object({ all: setSchema.optional(), women: setSchema.optional(), men: setSchema.optional() }),
  timings: z.object({
    extractSec: seconds,
    trainSec: seconds,
    totalSec: seconds,
    searchSec: seconds.optional(),
    nestedSec: seconds.optional(),
  }),
  /** sets without a model, and why */
  notTrained: list(
    z.object({
      set: z.enum(speakerSets),
      code: z.string(),
      message: z.string(),
      /** scores of the study's parameters on known voices, if they can be evaluated */
      stratified: scoresSchema.optional(),
    }),
  ).optional(),
  /** the feature set, such as "mean155-v2-16000" */
  featureSet: z.string().optional(),
  engine: z.string().optional(),
  /** the library that grew the trees, such as "ml-random-forest" */
  forest: z.string().optional(),
  /** when the run ended, ISO 8601 */
  endedAt: z.string().optional(),
  genderComparison: z
    .object({
      metric: z.enum(["macroF1", "accuracy"]),
      both: comparisonSchema.optional(),
      women: comparisonSchema.optional(),
      men: comparisonSchema.optional(),
    })
    .optional(),
  /** the gender model, for predictions if the speaker's gender is unknown */
  genderModel: z
    .object({
      rows: count,
      actors: count,
      nFeatures: count,
      params: paramsSchema,
      labels: list(z.string()),
      byActor: scoresSchema,
      stratified: scoresSchema,
    })
    .optional(),
  /** trained on some data sets and evaluated on one, on unseen speakers; macro F1 of the recipe "functionals" */
  crossCorpus: z
    .object({
      labels: list(z.string()),
      cells: list(
        z.object({
          train: list(z.string()),
          test: z.string(),
          rows: count,
          scores: scoresSchema,
          /** for an unseen data set: with each data set standardised by itself, which needs no labels */
          perCorpus: scoresSchema.optional(),
        }),
      ),
    })
    .optional(),
  /** the stored model for all speakers on recordings excluded from all training: `--test-speakers`, or a split */
  testSet: z
    .object({ rows: count, speakers: list(z.string()), labels: list(z.string()), scores: scoresSchema })
    .optional(),
  /** scores of the recipe "functionals", if it could be trained */
  functionals: functionalsSchema.optional(),
  recipes: recipesSchema.optional(),
  /** breakdown of the headline figure */
  breakdown: breakdownSchema.optional(),
  bias: biasSchema.optional(),
  durations: list(durationsSchema).optional(),
  /** the study's columns that differ most between emotions, most discriminative first */
  featuresByEmotion: list(featureByEmotionSchema).optional(),
  map: dataMapSchema.optional(),
  provenance: provenanceSchema.optional(),
  /** notes for the reader on the run as a whole */
  messages: list(z.string()).optional(),
});

export type Report = z.infer<typeof reportSchema>;

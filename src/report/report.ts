/*
 * report.json: what a run found, for programs; report.html shows the same to people.
 *
 * Fields are added and never renamed. What the full search adds is optional, so that a report of a run without it is
 * as valid; readers take what they know and pass over the rest.
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

/** Under this name a run's report is stored. */
export const reportBlob = "report";

/** What report.json looks like: goes up when a program that reads it must change. Reports before version 2 do not say. */
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
    /** modality -> files taken; absent in reports before it was counted */
    modalities: z.record(z.string(), count).optional(),
    /** reason -> files passed over for it */
    skipped: z.record(z.string(), count),
    rejected: list(z.object({ key: z.string(), code: z.string(), message: z.string() })),
    /** extracted, but not trained on: there is nothing to hear in them */
    leftOut: list(z.object({ key: z.string(), code: z.string(), message: z.string() })).optional(),
    /** rows + rejected + givenUp + skipped = listed; `rejected` above lists those that were given up too */
    sum: z.object({ listed: count, rows: count, rejected: count, givenUp: count, skipped: count }).optional(),
  }),
  /** extracted recordings by emotion and gender; `unknown`: of speakers whose gender is not known */
  counts: z.record(z.string(), z.object({ women: count, men: count, unknown: count.optional() })),
  /** the data sets that the recordings belong to; absent in reports of RAVDESS before there were others */
  datasets: list(
    z.object({
      name: z.string(),
      recordings: count,
      speakers: list(z.string()),
      /** as the models call them */
      emotions: list(z.string()),
    }),
  ).optional(),
  /** the classes of the models, and why these where the run did not name them */
  emotions: z.object({ chosen: list(z.string()), why: z.string().optional() }).optional(),
  /** words of the data sets that were joined to one emotion */
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
      /** how well the study's parameters do on known voices, where they can be judged at all */
      stratified: scoresSchema.optional(),
    }),
  ).optional(),
  /** what the columns mean, such as "mean155-v2-16000" */
  featureSet: z.string().optional(),
  engine: z.string().optional(),
  /** who grew the trees, such as "ml-random-forest" */
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
  /** the forest that tells women from men, for predictions where the speaker's gender is unknown */
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
  /** trained on some data sets and judged on one, on speakers never heard; macro F1 of the recipe "functionals" */
  crossCorpus: z
    .object({
      labels: list(z.string()),
      cells: list(
        z.object({
          train: list(z.string()),
          test: z.string(),
          rows: count,
          scores: scoresSchema,
          /** of a data set not trained on: with each data set measured from what is usual in it, which needs no label */
          perCorpus: scoresSchema.optional(),
        }),
      ),
    })
    .optional(),
  /** the stored model for all speakers on recordings that were kept from all training: `--test-speakers`, or a split */
  testSet: z
    .object({ rows: count, speakers: list(z.string()), labels: list(z.string()), scores: scoresSchema })
    .optional(),
  /** what the recipe "functionals" reached, where it could be trained */
  functionals: functionalsSchema.optional(),
  recipes: recipesSchema.optional(),
  /** the headline figure taken apart */
  breakdown: breakdownSchema.optional(),
  bias: biasSchema.optional(),
  durations: list(durationsSchema).optional(),
  /** the study's columns that differ most between emotions, the most telling first */
  featuresByEmotion: list(featureByEmotionSchema).optional(),
  map: dataMapSchema.optional(),
  provenance: provenanceSchema.optional(),
  /** what a reader should know of the run as a whole */
  messages: list(z.string()).optional(),
});

export type Report = z.infer<typeof reportSchema>;

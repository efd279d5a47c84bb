/*
 * report.json: what a run found, for programs; report.html shows the same to people.
 *
 * Fields are added and never renamed. What the full search adds is optional, so that a report of a run without it is
 * as valid; readers take what they know and pass over the rest.
 */
import { z } from "zod";
import { paramNames } from "../evaluation/paramGrid.js";
import { searchProtocols } from "../evaluation/nestedCrossValidation.js";
import { parameterSchema } from "./parameterSchema.js";
import { provenanceSchema } from "./provenance.js";

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const seconds = z.number().min(0);

/** Under this name a run's report is stored. */
export const reportBlob = "report";

export const speakerSets = ["all", "women", "men"] as const;
export type SpeakerSet = (typeof speakerSets)[number];

/** What a search varies; forest/parameters.ts declares it. */
export const candidateParamsSchema = parameterSchema(paramNames);

const paramsSchema = parameterSchema([...paramNames, "randomState"]);

/** A figure and the range that resampling the actors gives it. */
export const intervalSchema = z.object({
  point: z.number(),
  lower: z.number(),
  upper: z.number(),
  /** share of the resamples within, such as 0.95 */
  confidence: z.number().gt(0).lt(1),
  nResamples: z.int().min(1),
});
export type ReportInterval = z.infer<typeof intervalSchema>;

const classRowSchema = z.object({ label: z.string(), precision: share, recall: share, f1: share, support: count });

const classificationReportSchema = z.object({
  classes: list(classRowSchema),
  accuracy: share,
  macroAverage: classRowSchema,
  weightedAverage: classRowSchema,
});

/** How a model did under one protocol. */
const scoresSchema = z.object({
  accuracy: share,
  macroF1: share,
  /** rows true, columns predicted, both in the order of the set's labels */
  confusion: list(list(count)),
  balancedAccuracy: share.optional(),
  classificationReport: classificationReportSchema.optional(),
  intervals: z.object({ accuracy: intervalSchema.optional(), macroF1: intervalSchema.optional() }).optional(),
  /** by actor: the speakers of each fold's test side, RAVDESS's actors by number */
  heldOut: list(list(z.union([z.int(), z.string()]))).optional(),
});
export type Scores = z.infer<typeof scoresSchema>;

/** A model on its way from the first parameters to the last. */
const stageSchema = z.object({
  params: paramsSchema,
  nFeatures: count,
  /** macro F1 of the search's own cross-validation */
  searchScore: share.optional(),
  byActor: scoresSchema,
  stratified: scoresSchema,
});
export type Stage = z.infer<typeof stageSchema>;

/** The search's winner less the study's own parameters, on the same recordings and the same resampled speakers. */
const searchGainSchema = z.object({
  /** whose predictions the winner's are: of searches that had not seen the speakers, or of the winner's own folds */
  winner: z.enum(["nested", "tuned"]),
  metric: z.literal("macroF1"),
  difference: intervalSchema,
  sentence: z.string(),
});
export type SearchGain = z.infer<typeof searchGainSchema>;

/** What columns of one kind are worth together. */
const familySchema = z.object({
  family: z.string(),
  nColumns: count,
  /** sum of its columns' shares of the impurity decrease */
  importance: share,
  /** macro F1 lost on speakers held out when all its columns are shuffled among their recordings */
  permutation: intervalSchema.optional(),
});
export type FamilyImportance = z.infer<typeof familySchema>;

const gridSchema = z.object({
  /** "default", "quickstart" or the file it came from */
  name: z.string(),
  protocol: z.enum(searchProtocols),
  scoring: z.string(),
  nSplits: z.int().min(2),
  candidates: list(
    z.object({
      params: candidateParamsSchema,
      /** null where the candidate could not be trained */
      score: share.nullable(),
      seconds: seconds.optional(),
      message: z.string().optional(),
    }),
  ),
  /** index of the chosen candidate; null where none has a score */
  best: z.int().min(0).nullable(),
  /** from the first job taken to the last one done */
  wallSec: seconds.optional(),
  /** all workers together */
  cpuSec: seconds.optional(),
});
export type GridResults = z.infer<typeof gridSchema>;

const setSchema = z
  .object({
    rows: count,
    nFeatures: count,
    /** of the final model, as are byActor and stratified */
    params: paramsSchema,
    labels: list(z.string()),
    byActor: scoresSchema,
    stratified: scoresSchema,
    actors: count.optional(),
    /** the study's parameters, the search's best, the best with fewer columns, and what was kept in the end */
    stages: z
      .object({
        initial: stageSchema.optional(),
        tuned: stageSchema.optional(),
        pruned: stageSchema.optional(),
        final: stageSchema.optional(),
      })
      .optional(),
    grid: gridSchema.optional(),
    /** most important first */
    importances: list(
      z.object({
        column: z.string(),
        importance: z.number(),
        /** in words, such as "mel 97 · 3.7 kHz" */
        label: z.string().optional(),
        unit: z.string().optional(),
        family: z.string().optional(),
      }),
    ).optional(),
    /** the same by kind of column, most important first */
    families: list(familySchema).optional(),
    searchGain: searchGainSchema.optional(),
    pruning: z
      .object({
        steps: list(z.object({ nColumns: count, score: share })),
        dropped: list(z.string()),
        /** what was kept and why */
        sentence: z.string(),
      })
      .optional(),
    /** the whole search judged on actors that took no part in it */
    nested: scoresSchema
      .extend({ nOuter: z.int().min(2), nInner: z.int().min(2), note: z.string().optional() })
      .optional(),
    /** what was done otherwise than asked, and why */
    messages: list(z.string()).optional(),
  })
  .superRefine((set, context) => {
    const stages = Object.entries(set.stages ?? {}).flatMap(([name, stage]) =>
      stage === undefined ? [] : [[`stages.${name}`, stage] as const],
    );
    for (const [at, { byActor, stratified }] of [["", set] as const, ...stages]) {
      checkConfusion(`${at}.byActor`, byActor.confusion);
      checkConfusion(`${at}.stratified`, stratified.confusion);
    }
    if (set.nested !== undefined) checkConfusion(".nested", set.nested.confusion);

    function checkConfusion(at: string, confusion: readonly (readonly number[])[]): void {
      const size = set.labels.length;
      if (confusion.length !== size || confusion.some((row) => row.length !== size))
        context.addIssue({
          code: "custom",
          path: [...at.split(".").filter((part) => part !== ""), "confusion"],
          message: `expected ${size} rows of ${size} counts, one a label`,
        });
    }
  });
export type SetReport = z.infer<typeof setSchema>;

/** The same recordings judged by the models of their speakers' gender and by the one model for all. */
const comparisonSchema = z.object({
  rows: count,
  actors: count,
  perGender: intervalSchema,
  oneForAll: intervalSchema,
  /** perGender - oneForAll on the same resampled actors */
  difference: intervalSchema,
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** Whose recordings a figure is of. */
const bySetSchema = <T extends z.ZodType>(item: T) =>
  z.object({ all: item, women: item.optional(), men: item.optional() });

/** Whether probabilities mean what they say. */
const calibrationSchema = z.object({
  /** mean squared distance between probabilities and truth, 0 to 2 */
  brier: z.number().min(0).max(2),
  /** expected calibration error: mean distance between confidence and accuracy */
  ece: share,
  /** the reliability curve: answers by the probability they were given with */
  bins: list(z.object({ from: share, to: share, count, confidence: share, accuracy: share })),
});
export type CalibrationReport = z.infer<typeof calibrationSchema>;

/** The recipe "functionals": one model for all speakers, new and enrolled. Its women's and men's figures are its own. */
const functionalsSchema = z.object({
  /** recordings of the emotions asked for; those of other emotions are learnt from too */
  rows: count,
  speakers: count,
  nFeatures: count,
  labels: list(z.string()),
  /** macro F1 of the final search's best candidate over its folds */
  searchScore: share,
  candidates: list(z.object({ ridgePenalty: z.number(), ldaShrinkage: z.number(), macroF1: share })),
  best: count,
  /** speakers held out of search, calibration and fit; absent without nested cross-validation */
  newSpeakers: bySetSchema(scoresSchema).optional(),
  nOuter: count.optional(),
  /** with `n` recordings enrolled, never the judged one */
  enrolled: bySetSchema(scoresSchema).extend({ n: count }).optional(),
  /** macro F1 by the number of enrolled recordings: of any emotion, and of calm speech alone */
  enrolment: list(
    z.object({ pool: z.enum(["mixed", "calm"]), n: count, speakers: count, macroF1: bySetSchema(intervalSchema) }),
  ).optional(),
  calibration: z.object({ newSpeakers: calibrationSchema, enrolled: calibrationSchema.optional() }).optional(),
  /** fitted on one half of the sentences and judged on the other, speakers held out */
  crossText: z.object({ texts: count, scores: scoresSchema }).optional(),
  cpuSec: seconds,
  messages: list(z.string()),
});
export type FunctionalsReport = z.infer<typeof functionalsSchema>;

/** The study's recipe and the functionals side by side, judged on speakers never heard. */
const recipesSchema = z.object({
  /** the recipe whose models are stored */
  winner: z.enum(["study", "functionals"]),
  /** why */
  sentence: z.string(),
  compared: list(
    z.object({
      recipe: z.enum(["study", "functionals"]),
      /** what the women's and men's figures are of: a model each, or the one for all */
      models: z.enum(["one a set", "one for all"]),
      nFeatures: count,
      macroF1: z.object({
        all: intervalSchema.optional(),
        women: intervalSchema.optional(),
        men: intervalSchema.optional(),
      }),
      accuracy: z.object({
        all: intervalSchema.optional(),
        women: intervalSchema.optional(),
        men: intervalSchema.optional(),
      }),
    }),
  ),
  /** macro F1 of the functionals less the study's, on the same resampled speakers */
  difference: intervalSchema.optional(),
});
export type RecipesReport = z.infer<typeof recipesSchema>;

/** Figures of some of the recordings. */
const groupSchema = z.object({
  name: z.string(),
  rows: count,
  speakers: count,
  accuracy: share,
  macroF1: share,
  /** of macro F1, over the group's speakers; absent for one speaker */
  interval: intervalSchema.optional(),
});
export type GroupFigures = z.infer<typeof groupSchema>;

const curvePoint = z.object({ x: share, y: share });

/** Where the headline figure comes from: the same predictions by speaker, by kind of recording, by class, one by one. */
const breakdownSchema = z.object({
  recipe: z.enum(["study", "functionals"]),
  set: z.enum(speakerSets),
  /** whether the search had not seen the judged speakers either */
  nested: z.boolean(),
  rows: count,
  /** weakest first; its interval is Wilson's for accuracy, over the speaker's own recordings */
  speakers: list(
    z.object({
      dataset: z.string(),
      speaker: z.string(),
      gender: z.string().optional(),
      rows: count,
      accuracy: share,
      macroF1: share,
      lower: share,
      upper: share,
    }),
  ),
  /** by intensity, sentence, data set, duration */
  groups: list(z.object({ by: z.string(), groups: list(groupSchema) })),
  /** each class against the others; absent where no probabilities are known */
  curves: list(
    z.object({
      label: z.string(),
      rocAuc: share,
      averagePrecision: share,
      /** share of the class among the recordings: the average precision of guessing */
      share,
      roc: list(curvePoint),
      precisionRecall: list(curvePoint),
    }),
  ).optional(),
  /** the recordings of every cell of the confusion matrix that is not empty */
  cells: list(
    z.object({
      emotion: z.string(),
      predicted: z.string(),
      count,
      /** at most 50, those predicted with the highest probability first */
      recordings: list(z.object({ key: z.string(), probability: share.optional() })),
    }),
  ),
});
export type Breakdown = z.infer<typeof breakdownSchema>;

/** How strongly the probabilities go with something that should not matter, recordings of one emotion compared. */
const biasSchema = z.object({
  recipe: z.enum(["study", "functionals"]),
  rows: count,
  measures: list(
    z.object({
      of: z.string(),
      /** Spearman's rank correlation for numbers, the share of variance explained (eta squared) for names */
      statistic: z.enum(["spearman", "etaSquared"]),
      /** of each class's probability, less its mean among recordings of the same emotion */
      byClass: list(z.object({ label: z.string(), value: z.number().min(-1).max(1) })),
      /** the largest of them in magnitude, in words: "none", "small", "medium" or "large" (Cohen) */
      effect: z.enum(["none", "small", "medium", "large"]),
    }),
  ),
  sentences: list(z.string()),
});
export type BiasReport = z.infer<typeof biasSchema>;

/** Lengths of recordings in seconds: the five figures of a box plot. */
const durationsSchema = z.object({
  emotion: z.string(),
  gender: z.string(),
  count,
  minimum: seconds,
  lowerQuartile: seconds,
  median: seconds,
  upperQuartile: seconds,
  maximum: seconds,
});

/** A column's values by emotion: what a box plot shows. */
const featureByEmotionSchema = z.object({
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
const dataMapSchema = z.object({
  /** all; `points` are at most some hundred of them, evenly drawn */
  recordings: count,
  columns: count,
  /** share of the variance that each component holds */
  explained: list(share),
  points: list(z.object({ emotion: z.string(), x: z.number(), y: z.number() })),
});
export type DataMap = z.infer<typeof dataMapSchema>;

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

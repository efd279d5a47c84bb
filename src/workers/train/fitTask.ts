import { protocols } from "../../evaluation/nestedCrossValidation.js";
import { z } from "zod";
import { modelSets } from "../../models/modelFile.js";
import { candidateParamsSchema, speakerSets } from "../../report/report.js";

/**
 * What a fit job computes. A task is fully determined by (run, task): the dataset and settings are the run's, so any
 * train worker on any machine may take it, and running it twice gives the same result.
 */
const set = z.enum(speakerSets);
const modelSet = z.enum(modelSets);
const protocol = z.enum(protocols);

/** The specification of a model: its parameters and the indices of its columns. */
const modelSpecSchema = z.object({ params: candidateParamsSchema, columns: z.array(z.int().min(0)).min(1) });
export type ModelSpec = z.infer<typeof modelSpecSchema>;

/** The stages of a set's model, as the report shows them. */
export const stages = ["initial", "tuned", "pruned"] as const;
export type StageName = (typeof stages)[number];

export const fitTaskSchema = z.discriminatedUnion("kind", [
  /** cross-validated score of one candidate of the grid */
  z.object({ kind: z.literal("candidate"), set, index: z.int().min(0), params: candidateParamsSchema }),
  /** a whole search without the actors of one outer fold, then predictions for these actors */
  z.object({ kind: z.literal("nested"), set, fold: z.int().min(0) }),
  /** importances of the best candidate's columns, and whether a model without the weakest ones is better */
  z.object({ kind: z.literal("prune"), set, spec: modelSpecSchema, score: z.number() }),
  /** held-out predictions for every row, under one protocol */
  z.object({
    kind: z.literal("evaluate"),
    set: modelSet,
    stage: z.enum(stages),
    protocol,
    spec: modelSpecSchema,
    /** whether to measure each column family's importance on the held-out rows, too */
    families: z.boolean().optional(),
  }),
  /** the model itself, fitted on all rows */
  z.object({ kind: z.literal("final"), set: modelSet, spec: modelSpecSchema }),
  /**
   * of the recipe "functionals": a whole search without the speakers of one outer fold, then predictions for these
   * speakers
   */
  z.object({ kind: z.literal("vote-nested"), fold: z.int().min(0) }),
  /** of the recipe "functionals": the search over all speakers and the model itself */
  z.object({ kind: z.literal("vote-final") }),
  /** of the recipe "functionals": trained on some data sets, evaluated on another one, or on its own speakers */
  z.object({ kind: z.literal("vote-cross"), train: z.array(z.string()).min(1), test: z.string() }),
]);
export type FitTask = z.infer<typeof fitTaskSchema>;

/** The task's id within its run, for its job and its result. */
export function fitTaskId(task: FitTask): string {
  switch (task.kind) {
    case "candidate":
      return `candidate-${task.set}-${task.index}`;
    case "nested":
      return `nested-${task.set}-${task.fold}`;
    case "prune":
      return `prune-${task.set}`;
    case "evaluate":
      return `evaluate-${task.set}-${task.stage}-${task.protocol}`;
    case "final":
      return `final-${task.set}`;
    case "vote-nested":
      return `vote-nested-${task.fold}`;
    case "vote-final":
      return "vote-final";
    case "vote-cross":
      return `vote-cross-${Buffer.from(JSON.stringify([task.train, task.test])).toString("base64url")}`;
  }
}

/** The set that a task with this id is for, or "vote". @param id see fitTaskId */
export function subjectOfFit(id: string): string | undefined {
  const [kind, set] = id.split("-");
  return kind === "vote" ? kind : set;
}

const confusion = z.array(z.array(z.int()));

/** Predictions for held-out rows, one entry per row. */
const heldOutRows = {
  /** rows of the set that were predicted */
  rows: z.array(z.int()),
  /** label of each */
  predicted: z.array(z.int()),
  /** probability of each label, four decimals; absent in results of earlier versions */
  proba: z.array(z.array(z.number())).optional(),
};

/** Predictions made without the row's own actor (byActor) or without the row (stratified). */
export const evaluationSchema = z.object({
  accuracy: z.number(),
  macroF1: z.number(),
  confusion,
  ...heldOutRows,
  /** the fold that each row was held out in; absent in results of earlier versions */
  folds: z.array(z.int()).optional(),
  /** predictions for the same rows with a family's columns shuffled among them, one entry per repeat */
  shuffled: z
    .array(z.object({ family: z.string(), nColumns: z.int(), predicted: z.array(z.array(z.int())) }))
    .optional(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

export const candidateScoreSchema = z.object({
  params: candidateParamsSchema,
  /** mean over the folds */
  macroF1: z.number(),
  accuracy: z.number(),
  foldMacroF1: z.array(z.number()),
  /** this candidate's share of its family's time */
  fitMs: z.number(),
});
export type CandidateScore = z.infer<typeof candidateScoreSchema>;

export const pruningSchema = z.object({
  /** one per column of the spec; they sum to 1 */
  importances: z.array(z.number()),
  /** the smaller models that were scored, largest first */
  tried: z.array(z.object({ columns: z.array(z.int()), macroF1: z.number() })),
  /** index into `tried`; null: all columns stay */
  chosen: z.int().nullable(),
  sentence: z.string(),
});
export type Pruning = z.infer<typeof pruningSchema>;

export const nestedFoldSchema = z.object({
  heldOut: z.array(z.int()),
  params: candidateParamsSchema,
  nColumns: z.int(),
  ...heldOutRows,
});
export type NestedFoldResult = z.infer<typeof nestedFoldSchema>;

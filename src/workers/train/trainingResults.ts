import type { Protocol } from "../../evaluation/nestedCrossValidation.js";
import type { z } from "zod";
import { bestCandidate } from "../../evaluation/selection.js";
import type { ModelSet } from "../../models/modelFile.js";
import type { SpeakerSet } from "../../report/report.js";
import type { FitOutcome } from "./fitProcessor.js";
import {
  type CandidateScore,
  candidateScoreSchema,
  type Evaluation,
  evaluationSchema,
  fitTaskId,
  type ModelSpec,
  nestedFoldSchema,
  type NestedFoldResult,
  type Pruning,
  pruningSchema,
  type StageName,
  subjectOfFit,
} from "./fitTask.js";
import { allColumns, type FitSettings } from "./fitSettings.js";
import { type CrossFit, crossFitSchema, type CrossFitResult } from "./vote/crossCorpus.js";
import { type VoteFit, voteFitSchema, type VoteFoldResult, voteFoldSchema } from "./vote/voteTask.js";

/** Stored outcomes by task id. */
export type Outcomes = ReadonlyMap<string, FitOutcome>;

/** A set with enough recordings to be trained on. */
export interface PlannedSet {
  readonly name: SpeakerSet;
  readonly rows: number;
  readonly nOuterFolds: number;
}

/** What a run trains. */
export interface TrainingPlan {
  readonly sets: readonly PlannedSet[];
  /** outer folds of the recipe "functionals"; 0 if none are requested or there are too few speakers */
  readonly nVoteFolds: number;
  /** for several data sets: trained on each, evaluated on the others */
  readonly crossFits?: readonly CrossFit[];
}

/** The models of a set, from the search's best to the one that is kept. */
export interface SetModels {
  readonly tuned: ModelSpec;
  /** the best of the smaller models, chosen or not */
  readonly pruned: ModelSpec;
  readonly final: ModelSpec;
  readonly pruning: Pruning;
}

/** The results of a run's fits, each parsed once. */
export class TrainingResults {
  readonly #outcomes: Outcomes;
  readonly #sets: ReadonlyMap<SpeakerSet, PlannedSet>;
  readonly #nVoteFolds: number;
  readonly #settings: FitSettings;
  readonly #parsed = new Map<string, unknown>();

  constructor(outcomes: Outcomes, plan: TrainingPlan, settings: FitSettings) {
    this.#outcomes = outcomes;
    this.#sets = new Map(plan.sets.map((set) => [set.name, set]));
    this.#nVoteFolds = plan.nVoteFolds;
    this.#settings = settings;
  }

  /** Scores of a set's candidates in grid order; null for a candidate without one. */
  candidates(set: SpeakerSet): readonly (CandidateScore | null)[] {
    return this.#once(`candidates ${set}`, () =>
      this.#settings.candidates.map(
        (params, index) =>
          this.#value(fitTaskId({ kind: "candidate", set, index, params }), candidateScoreSchema) ?? null,
      ),
    );
  }

  /** Index of a set's best candidate; undefined if no candidate has a score. */
  bestIndex(set: SpeakerSet): number | undefined {
    return this.#once(`best ${set}`, () => {
      const scores = this.candidates(set);
      const scored = this.#settings.candidates.map((params, i) => ({ params, score: scores[i]?.macroF1 ?? null }));
      const rows = this.#sets.get(set)?.rows ?? 0;
      return bestCandidate(scored, { rows, cols: this.#settings.nColumns });
    });
  }

  /** A set's best candidate with its score. */
  best(set: SpeakerSet): CandidateScore | undefined {
    const index = this.bestIndex(set);
    return index === undefined ? undefined : (this.candidates(set)[index] ?? undefined);
  }

  /** A set's models, if its search and its pruning have results. */
  models(set: SpeakerSet): SetModels | undefined {
    const best = this.best(set);
    const pruning = this.#value(`prune-${set}`, pruningSchema);
    if (best === undefined || pruning === undefined) return undefined;
    const tuned: ModelSpec = { params: best.params, columns: allColumns(this.#settings) };
    const smaller = pruning.tried[pruning.chosen ?? 0]!;
    const pruned: ModelSpec = { params: best.params, columns: smaller.columns };
    return { tuned, pruned, final: pruning.chosen === null ? tuned : pruned, pruning };
  }

  /** A stage's held-out predictions under a protocol. */
  evaluation(set: ModelSet, stage: StageName, protocol: Protocol): Evaluation | undefined {
    return this.#value(`evaluate-${set}-${stage}-${protocol}`, evaluationSchema);
  }

  /** The outer folds of a set's nested cross-validation; undefined if one is missing or there are none. */
  nested(set: SpeakerSet): readonly NestedFoldResult[] | undefined {
    const nFolds = this.#sets.get(set)?.nOuterFolds ?? 0;
    const folds = Array.from({ length: nFolds }, (_, fold) =>
      this.#value(fitTaskId({ kind: "nested", set, fold }), nestedFoldSchema),
    ).filter((fold) => fold !== undefined);
    return folds.length < nFolds || nFolds === 0 ? undefined : folds;
  }

  /** The stored final forest of a set. */
  forest(set: ModelSet): unknown {
    const outcome = this.#outcomes.get(`final-${set}`);
    return outcome?.ok === true ? outcome.value : undefined;
  }

  /** The outer folds of the functionals' nested cross-validation; undefined if one is missing or there are none. */
  voteFolds(): readonly VoteFoldResult[] | undefined {
    const nFolds = this.#nVoteFolds;
    const folds = Array.from({ length: nFolds }, (_, fold) =>
      this.#value(fitTaskId({ kind: "vote-nested", fold }), voteFoldSchema),
    ).filter((fold) => fold !== undefined);
    return folds.length < nFolds || nFolds === 0 ? undefined : folds;
  }

  /** The final model on functionals, its search and its figures across sentences. */
  vote(): VoteFit | undefined {
    return this.#value(fitTaskId({ kind: "vote-final" }), voteFitSchema);
  }

  /** Predictions for one data set by a model trained on others. */
  cross(task: CrossFit): CrossFitResult | undefined {
    return this.#value(fitTaskId(task), crossFitSchema);
  }

  /** Why a set or a recipe failed: the reason given by the first failed task. */
  problem(of: ModelSet | "vote"): string | undefined {
    for (const [id, outcome] of this.#outcomes) if (!outcome.ok && subjectOfFit(id) === of) return outcome.problem;
    return undefined;
  }

  #value<T>(id: string, schema: z.ZodType<T>): T | undefined {
    const outcome = this.#outcomes.get(id);
    return outcome?.ok === true ? this.#once(id, () => schema.parse(outcome.value)) : undefined;
  }

  #once<T>(key: string, compute: () => T): T {
    if (!this.#parsed.has(key)) this.#parsed.set(key, compute());
    return this.#parsed.get(key) as T;
  }
}

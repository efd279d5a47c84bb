import { actorFolds } from "../../evaluation/folds.js";
import { voteFolds, voteOuterSplits } from "../../evaluation/vote/nestedVote.js";
import { speakerSets, type Report } from "../../report/report.js";
import type { RunRecord } from "../../runs/runRecord.js";
import type { Dataset } from "./dataset.js";
import type { FitTask } from "./fitTask.js";
import type { FitSettings } from "./fitSettings.js";
import { genderFits, genderTrainingSet } from "./genderModel.js";
import { outerSplits } from "./nested.js";
import type { PlannedSet, TrainingPlan } from "./trainingResults.js";
import { trainingSet, type TrainingSet } from "./trainingSet.js";
import { minEmotions, tooFewEmotions } from "./untrained.js";
import { crossFits } from "./vote/crossCorpus.js";
import { voteSet } from "./vote/voteSet.js";

/** Plans what to train on a dataset. */
export interface PlannedTraining extends PlannedSets {
  readonly plan: TrainingPlan;
  readonly genderData: TrainingSet | undefined;
  /** the gender model's fits, part of the first step */
  readonly ofGender: readonly FitTask[];
}

export function planTraining(run: RunRecord, dataset: Dataset, fit: FitSettings): PlannedTraining {
  const { sets, notTrained } = planSets(run, dataset, fit.emotions);
  const genderData = genderTrainingSet(dataset, fit.emotions);
  return {
    sets,
    notTrained,
    plan: {
      sets: sets.map((set) => set.planned),
      nVoteFolds: nVoteFolds(run, dataset, fit),
      crossFits: crossFits(dataset, fit),
    },
    genderData,
    ofGender: genderData === undefined ? [] : genderFits(fit),
  };
}

/** Outer folds of the recipe "functionals": besides the held-out speakers, it needs speakers for the search. */
function nVoteFolds(run: RunRecord, dataset: Dataset, { vote, emotions }: FitSettings): number {
  if (vote === null || !run.settings.nested) return 0;
  const { speakers, y, genders } = voteSet(dataset, emotions);
  return new Set(speakers).size < 3 ? 0 : voteFolds(speakers, voteOuterSplits, y, genders).length;
}

interface PlannedSets {
  readonly sets: readonly { readonly planned: PlannedSet; readonly data: TrainingSet }[];
  readonly notTrained: NonNullable<Report["notTrained"]>;
}

/** The sets with at least two emotions, and the others with the reason. */
function planSets(run: RunRecord, dataset: Dataset, emotions: readonly string[]): PlannedSets {
  const sets: PlannedSets["sets"][number][] = [];
  const notTrained: PlannedSets["notTrained"][number][] = [];
  for (const name of speakerSets) {
    // One column is enough here: only rows, labels and actors matter.
    const data = trainingSet(dataset, name, emotions, [0]);
    const found = emotions.filter((_, label) => data.y.includes(label));
    if (found.length < minEmotions) {
      notTrained.push(tooFewEmotions(name, emotions, found));
      continue;
    }
    const nActors = new Set(data.actors).size;
    const nOuterFolds = nActors < 2 || !run.settings.nested ? 0 : actorFolds(data.actors, outerSplits, data.y).length;
    sets.push({ planned: { name, rows: data.y.length, nOuterFolds }, data });
  }
  return { sets, notTrained };
}

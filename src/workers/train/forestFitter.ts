import type { FittedClassifier } from "../../forest/classifier.js";
import type { ForestParameters } from "../../forest/parameters.js";
import { RandomForestClassifier } from "../../forest/randomForest.js";
import { rankDataset, type RankedDataset } from "../../forest/rankedDataset.js";
import type { RunSettings } from "../../runs/jobs.js";
import type { TrainingSet } from "./trainingSet.js";

/** Grows a forest on some rows of a set. */
export type ForestFitter = (set: TrainingSet, train: Int32Array, parameters: ForestParameters) => FittedClassifier;

/** Columns are ranked once per set, however many forests are grown on it. */
const rankings = new WeakMap<TrainingSet, RankedDataset>();

export function ranked(set: TrainingSet): RankedDataset {
  let ranking = rankings.get(set);
  if (ranking === undefined) rankings.set(set, (ranking = rankDataset(set.X, set.y)));
  return ranking;
}

/** The forest that a run's settings name; the baseline's library is loaded only if needed. */
export async function fitterOf(forest: RunSettings["forest"]): Promise<ForestFitter> {
  if (forest === "default") return fitForest;
  const { MlRandomForestClassifier } = await import("../../forest/baseline/mlRandomForest.js");
  return (set, train, parameters) => new MlRandomForestClassifier(parameters).fitRanked(ranked(set), train);
}

/** This project's forest. */
export const fitForest: ForestFitter = (set, train, parameters) =>
  new RandomForestClassifier(parameters).fitRanked(ranked(set), train);

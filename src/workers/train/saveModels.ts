import { createHash } from "node:crypto";
import { predictionSetId } from "../../features/featureSet.js";
import type { ModelFile, ModelSet } from "../../models/modelFile.js";
import { speakerSets, type Report, type Scores } from "../../report/report.js";
import type { ModelStore } from "../../models/modelStore.js";
import type { RunRecord } from "../../runs/runRecord.js";
import { fingerprint, packDataset, type Dataset } from "./dataset.js";
import type { ModelSpec } from "./fitTask.js";
import type { FitSettings } from "./fitSettings.js";
import { genderSpec } from "./genderModel.js";
import type { TrainingResults } from "./trainingResults.js";

/** The report's figures for a model to be stored. */
type Described = Pick<NonNullable<Report["genderModel"]>, "rows" | "params" | "labels" | "byActor" | "stratified">;

/**
 * Stores the models of the recipe that won in the report: for the study's recipe the final forest of each set, for
 * "functionals" the one model for all speakers. The gender model is stored with either.
 *
 * @param requireHeld rejects if another worker has taken over the training
 */
export async function saveModels(
  store: Pick<ModelStore, "save">,
  run: RunRecord,
  dataset: Dataset,
  report: Report,
  results: TrainingResults,
  fit: FitSettings,
  requireHeld: () => Promise<unknown>,
): Promise<void> {
  const datasetId = fingerprint(packDataset(dataset));
  const files: ModelFile[] = [];
  const common = {
    format: "speech-emotion-workers/model",
    run: run.name,
    synthetic: report.synthetic,
    featureSet: predictionSetId(dataset.header.featureSet),
    maxDurationSec: run.settings.maxDurationSec,
    dataset: datasetId,
    createdAt: report.endedAt ?? "",
  } as const;
  const named = (columns: readonly number[]): ModelFile["columns"] =>
    columns.map((index) => ({ name: dataset.header.columns[index]!, index }));
  const add = (set: ModelSet, described: Described, spec: ModelSpec): void => {
    const forest = results.forest(set);
    if (forest === undefined) return;
    const { params, labels, rows } = described;
    files.push({
      ...common,
      version: 1,
      id: `${run.name}-${set}-${shortHash([datasetId, params, spec.columns, labels, forest])}`,
      set,
      columns: named(spec.columns),
      labels: [...labels],
      params,
      rows,
      scores: { byActor: figures(described.byActor), stratified: figures(described.stratified) },
      forest,
    });
  };
  const fitted = results.vote();
  if (report.recipes?.winner === "functionals" && report.functionals !== undefined && fitted !== undefined) {
    const { labels, rows, newSpeakers, enrolled } = report.functionals;
    const { start, end } = fit.vote!.columns;
    files.push({
      ...common,
      version: 2,
      recipe: "functionals",
      id: `${run.name}-all-${shortHash([datasetId, labels, fitted.vote])}`,
      set: "all",
      columns: named(Array.from({ length: end - start }, (_, c) => start + c)),
      labels: [...labels],
      rows,
      scores: {
        byActor: figures(newSpeakers?.all ?? { accuracy: 0, macroF1: report.functionals.searchScore }),
        ...(enrolled?.all === undefined ? {} : { enrolled: figures(enrolled.all) }),
      },
      vote: fitted.vote,
    });
  } else
    for (const set of speakerSets) {
      const described = report.sets[set];
      const models = results.models(set);
      if (described !== undefined && models !== undefined) add(set, described, models.final);
    }
  if (report.genderModel !== undefined) add("gender", report.genderModel, genderSpec(fit));
  if (files.length > 0) await store.save(files, requireHeld);
}

function figures({ accuracy, macroF1 }: Pick<Scores, "accuracy" | "macroF1">): ModelFile["scores"]["byActor"] {
  return { accuracy, macroF1 };
}

function shortHash(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8);
}

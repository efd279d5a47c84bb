import { createHash } from "node:crypto";
import { z } from "zod";
import type { ModelFile, ModelSet } from "../../models/modelFile.js";
import { speakerSets, type Report, type Scores } from "../../report/report.js";
import type { ModelStore } from "../../models/modelStore.js";
import type { RunRecord } from "../../runs/runStore.js";
import { fingerprint, packDataset, type Dataset } from "./dataset.js";
import { fitTaskId, type ModelSpec } from "./fitTask.js";
import type { FitSettings } from "./fitThread.js";
import { genderSpec } from "./genderModel.js";
import { modelsOf, valueOf, type Results } from "./trainingPlan.js";

/** What the report says of a model that is to be stored. */
type Described = Pick<NonNullable<Report["genderModel"]>, "rows" | "params" | "labels" | "byActor" | "stratified">;

/** Stores the final model of each set that the report speaks of, and the gender model. */
export async function saveModels(
  store: Pick<ModelStore, "save">,
  run: RunRecord,
  dataset: Dataset,
  report: Report,
  results: Results,
  fit: FitSettings,
): Promise<void> {
  const datasetId = fingerprint(packDataset(dataset));
  const files: ModelFile[] = [];
  const add = (set: ModelSet, described: Described, spec: ModelSpec): void => {
    const forest = valueOf(results, fitTaskId({ kind: "final", set, spec }), z.unknown());
    if (forest === undefined) return;
    const { params, labels, rows } = described;
    files.push({
      format: "speech-emotion-workers/model",
      version: 1,
      id: `${run.name}-${set}-${shortHash([datasetId, params, spec.columns, labels, forest])}`,
      run: run.name,
      set,
      synthetic: report.synthetic,
      featureSet: dataset.header.featureSet,
      maxDurationSec: run.settings.maxDurationSec,
      columns: spec.columns.map((index) => ({ name: dataset.header.columns[index]!, index })),
      labels: [...labels],
      params,
      rows,
      dataset: datasetId,
      scores: { byActor: figures(described.byActor), stratified: figures(described.stratified) },
      createdAt: report.endedAt ?? "",
      forest,
    });
  };
  for (const set of speakerSets) {
    const described = report.sets[set];
    const models = described === undefined ? undefined : modelsOf(set, described.rows, fit, results);
    if (described !== undefined && models !== undefined) add(set, described, models.final);
  }
  if (report.genderModel !== undefined) add("gender", report.genderModel, genderSpec(fit));
  if (files.length > 0) await store.save(files);
}

function figures({ accuracy, macroF1 }: Scores): ModelFile["scores"]["byActor"] {
  return { accuracy, macroF1 };
}

function shortHash(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8);
}

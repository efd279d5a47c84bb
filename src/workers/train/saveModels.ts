import { createHash } from "node:crypto";
import { z } from "zod";
import { modelBlob, type ModelFile } from "../../shared/modelFile.js";
import { speakerSets, type Report } from "../../shared/report.js";
import type { RunRecord, RunStore } from "../../shared/stores/runStore.js";
import { fingerprint, packDataset, type Dataset } from "./dataset.js";
import { fitTaskId } from "./fitTask.js";
import type { FitSettings } from "./fitThread.js";
import { modelsOf, valueOf, type Results } from "./trainingPlan.js";

/** Stores the final model of each set that the report speaks of. */
export async function saveModels(
  runs: Pick<RunStore, "saveBlob">,
  run: RunRecord,
  dataset: Dataset,
  report: Report,
  results: Results,
  fit: FitSettings,
): Promise<void> {
  const datasetId = fingerprint(packDataset(dataset));
  for (const set of speakerSets) {
    const described = report.sets[set];
    const models = described === undefined ? undefined : modelsOf(set, described.rows, fit, results);
    if (described === undefined || models === undefined) continue;
    const forest = valueOf(results, fitTaskId({ kind: "final", set, spec: models.final }), z.unknown());
    const figures = ({
      accuracy,
      macroF1,
    }: {
      accuracy: number;
      macroF1: number;
    }): { accuracy: number; macroF1: number } => ({ accuracy, macroF1 });
    const { params } = described;
    const columns = models.final.columns.map((index) => ({ name: dataset.header.columns[index]!, index }));
    const file: ModelFile = {
      format: "speech-emotion-workers/model",
      version: 1,
      id: `${run.name}-${set}-${shortHash([datasetId, params, models.final.columns, described.labels])}`,
      run: run.name,
      set,
      synthetic: report.synthetic,
      featureSet: dataset.header.featureSet,
      maxDurationSec: run.settings.maxDurationSec,
      columns,
      labels: [...described.labels],
      params,
      rows: described.rows,
      dataset: datasetId,
      scores: { byActor: figures(described.byActor), stratified: figures(described.stratified) },
      createdAt: report.endedAt ?? "",
      forest,
    };
    await runs.saveBlob(run.name, modelBlob(set), new TextEncoder().encode(JSON.stringify(file)));
  }
}

function shortHash(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8);
}

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { exportFeatures } from "../export/main.js";
import { z } from "zod";
import { modelCard } from "../models/modelCard.js";
import type { ModelStore } from "../models/modelStore.js";
import { modelDescriptionSchema, modelSets } from "../models/modelFile.js";
import { fileMetadata } from "../report/fileMetadata.js";
import { predictionsBlob } from "../report/predictionTable.js";
import { readExamples } from "../runs/readExamples.js";
import { runFileText } from "../runs/runFile.js";
import { ConfigError } from "../shared/errors.js";
import { reportBlob, reportSchema, type Report } from "../report/report.js";
import type { Services } from "../runs/services.js";
import { makeDirectory } from "../shared/objects/makeDirectory.js";
import { writeFileWhole } from "../shared/objects/writeWhole.js";
import { renderReportHtml } from "../report/html/reportHtml.js";

/** A model file without the model. */
const describedModelSchema = modelDescriptionSchema.extend({ version: z.int() });

/**
 * `ser report RUN --out DIR`: writes the results of a finished run to DIR/report.json, DIR/report.html, DIR/run.json,
 * DIR/predictions.parquet, DIR/features.parquet and DIR/models/, with a model card beside each model. Each file is
 * written atomically.
 *
 * @param withFeatures false: without features.parquet, which is the largest. @defaultValue true
 * @throws NotFoundError if there is no such run; ConfigError if it has no report yet
 */
export async function writeOutputs(
  services: Services,
  name: string,
  outDir: string,
  { withFeatures = true }: { readonly withFeatures?: boolean } = {},
): Promise<Report> {
  const run = await services.runs.require(name);
  const stored = await services.runs.blob(name, reportBlob);
  if (stored === undefined)
    throw new ConfigError([`run ${name} has no report yet; see ser status ${name} for its progress`]);
  const report = reportSchema.parse(JSON.parse(new TextDecoder().decode(stored)));

  await makeDirectory(join(outDir, "models"));
  await writeFileWhole(join(outDir, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFileWhole(join(outDir, "report.html"), renderReportHtml(report, await readExamples(services.runs, name)));
  await writeFileWhole(join(outDir, "run.json"), runFileText(name, run.settings));
  const predictions = await services.runs.blob(name, predictionsBlob);
  // Runs of earlier versions stored none.
  if (predictions !== undefined) await writeFileWhole(join(outDir, "predictions.parquet"), predictions);
  if (withFeatures)
    await exportFeatures(services.features, run, "parquet", join(outDir, "features.parquet"), {
      metadata: fileMetadata(report),
    });
  await writeModels(services, report, join(outDir, "models"));
  return report;
}

/**
 * Writes a run's newest models and their cards, and removes the files of sets without a model. If the process is killed
 * here, it leaves a mixture of two trainings, which is rejected when it is read.
 */
export async function writeModels(
  { models: store }: { readonly models: Pick<ModelStore, "find" | "load"> },
  report: Report,
  directory: string,
): Promise<void> {
  const newest = await store.find(report.run);
  const models = newest === undefined ? [] : await store.load(newest);
  const written = new Set(models.map(({ set }) => set));
  // Files of an earlier training: they would be used together with those of this one.
  for (const set of modelSets.filter((each) => !written.has(each)))
    for (const ending of ["json", "md"]) await rm(join(directory, `${set}.${ending}`), { force: true });
  for (const { set, bytes } of models) {
    await writeFileWhole(join(directory, `${set}.json`), bytes);
    const described = describedModelSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    await writeFileWhole(join(directory, `${set}.md`), modelCard(described, report));
  }
}

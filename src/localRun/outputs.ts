import { join } from "node:path";
import { exportFeatures } from "../export/main.js";
import { z } from "zod";
import { modelCard } from "../models/modelCard.js";
import { modelDescriptionSchema } from "../models/modelFile.js";
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
 * `ser report RUN --out DIR`: writes what a finished run found to DIR/report.json, DIR/report.html, DIR/run.json,
 * DIR/predictions.parquet, DIR/features.parquet and DIR/models/, a model card beside each model. Each file is written whole or not at all.
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
  // Runs of earlier versions kept none.
  if (predictions !== undefined) await writeFileWhole(join(outDir, "predictions.parquet"), predictions);
  if (withFeatures)
    await exportFeatures(services.features, run, "parquet", join(outDir, "features.parquet"), {
      metadata: fileMetadata(report),
    });
  const models = await services.models.find(name);
  for (const { set: speakers, bytes } of models === undefined ? [] : await services.models.load(models)) {
    await writeFileWhole(join(outDir, "models", `${speakers}.json`), bytes);
    const described = describedModelSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    await writeFileWhole(join(outDir, "models", `${speakers}.md`), modelCard(described, report));
  }
  return report;
}

import { once } from "node:events";
import { dirname, join } from "node:path";
import { exportFeatures, streamFeatures } from "../export/main.js";
import { mlflowLayout } from "../export/mlflow.js";
import { isPredictionFormat, predictionFormats, predictionsText } from "../export/predictions.js";
import { exportFormatOf, exportFormats, type ExportFormat } from "../features/table/exportFormats.js";
import { writeOutputs } from "../localRun/outputs.js";
import { fileMetadata } from "../report/fileMetadata.js";
import { decodePredictions, predictionsBlob } from "../report/predictionTable.js";
import { reportBlob, reportSchema } from "../report/report.js";
import type { Services } from "../runs/services.js";
import { makeDirectory } from "../shared/objects/makeDirectory.js";
import { writeFileWhole } from "../shared/objects/writeWhole.js";
import { ConfigError, UsageError } from "../shared/errors.js";
import { exitCodes } from "./failure.js";
import { withRun } from "./runPlace.js";
import { print, say } from "./say.js";

/** The part of a run to export: the features of its recordings, or their out-of-fold predictions. */
export const exportTables = ["features", "predictions"] as const;

export interface ExportOptions {
  /** by default that of the file's extension; csv on stdout */
  readonly format?: ExportFormat | "mlflow";
  readonly table: (typeof exportTables)[number];
  /** a file, or - for stdout; mlflow: a directory, by default mlruns */
  readonly out?: string;
  /** output directory of a `ser run` */
  readonly from?: string;
  /** ARFF: include columns of free text */
  readonly withText?: boolean;
}

/** `ser export` */
export async function exportCommand(run: string, options: ExportOptions): Promise<void> {
  const { format, table, out, from } = options;
  if (format === "mlflow") {
    await exportMlflow(run, out ?? "mlruns", from);
    return;
  }
  if (out === undefined)
    throw new UsageError("--out FILE is missing: a name whose extension gives the format, or - for stdout");
  const isStdout = out === "-";
  const chosen = format ?? (isStdout ? "csv" : exportFormatOf(out));
  if (chosen === undefined)
    throw new UsageError(`--out ${out}: expected a name ending in .${exportFormats.join(", .")}; or use --format`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(exitCodes.interrupted));
  if (isStdout) endWithReader();
  await withRun({ run, out: from }, async (services, name) => {
    const rows =
      table === "predictions"
        ? await exportPredictions(services, name, chosen, out)
        : await exportRows(services, name, chosen, { ...options, out });
    if (!isStdout) print(`${rows} rows: ${out}\n`);
  });
}

async function exportRows(
  services: Services,
  name: string,
  format: ExportFormat,
  { out, withText = false }: ExportOptions & { readonly out: string },
): Promise<number> {
  const run = await services.runs.require(name);
  const stored = await services.runs.blob(name, reportBlob);
  const report = stored && reportSchema.parse(JSON.parse(new TextDecoder().decode(stored)));
  const choices = { ...(report && { metadata: fileMetadata(report) }), withText };
  if (out !== "-") return exportFeatures(services.features, run, format, out, choices);
  const rows = await streamFeatures(services.features, run, format, process.stdout, choices);
  if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
  return rows;
}

/** Adds the run to a directory in the layout of MLflow's file store. */
async function exportMlflow(run: string, dir: string, from: string | undefined): Promise<void> {
  if (dir === "-") throw new UsageError("--format mlflow writes a directory, so it cannot go to stdout");
  await withRun({ run, out: from }, async (services, name) => {
    const { times } = await services.runs.require(name);
    const stored = await services.runs.blob(name, reportBlob);
    if (stored === undefined) throw new ConfigError([`run ${name} has no report yet; see ser status ${name}`]);
    const report = reportSchema.parse(JSON.parse(new TextDecoder().decode(stored)));
    const endedAt = times.endedAt ?? Date.now();
    const notes = await services.runs.notes(name);
    const { files, artifacts } = mlflowLayout(dir, { report, notes, startedAt: times.createdAt ?? endedAt, endedAt });
    for (const [path, text] of files) {
      await makeDirectory(dirname(join(dir, path)));
      await writeFileWhole(join(dir, path), text);
    }
    await writeOutputs(services, name, join(dir, artifacts), { withFeatures: false });
  });
  print(`${dir}: view it with mlflow ui --backend-store-uri ${dir}\n`);
}

async function exportPredictions(services: Services, name: string, format: ExportFormat, out: string): Promise<number> {
  if (!isPredictionFormat(format))
    throw new UsageError(`--format ${format}: predictions are exported as ${predictionFormats.join(", ")}`);
  await services.runs.require(name);
  const stored = await services.runs.blob(name, predictionsBlob);
  if (stored === undefined)
    throw new ConfigError([`run ${name} has no predictions yet; see ser status ${name} for its progress`]);
  const table = await decodePredictions(stored);
  const content = format === "parquet" ? stored : predictionsText(table, format);
  if (out !== "-") await writeFileWhole(out, content);
  else if (!process.stdout.write(content)) await once(process.stdout, "drain");
  return table.rows.length;
}

/** A reader such as `head` closes the pipe when it has enough: not an error. */
function endWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    say(`ser: stdout: ${error.message}`);
    process.exit(exitCodes.failure);
  });
}

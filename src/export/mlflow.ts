import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { headlineOf } from "../report/headline.js";
import { type Report, type ReportInterval, speakerSets } from "../report/report.js";
import type { RunNotes } from "../runs/runRecord.js";

/*
 * A run in the layout of MLflow's file store, so that `mlflow ui --backend-store-uri DIR` shows it:
 *
 *     DIR/EXPERIMENT/meta.yaml
 *     DIR/EXPERIMENT/RUN/meta.yaml           times, status, where the artifacts lie
 *                        params/NAME         the value
 *                        metrics/NAME        lines of "TIMESTAMP VALUE STEP"
 *                        tags/NAME           the value
 *                        artifacts/          report, predictions, models
 *
 * See mlflow/store/tracking/file_store.py.
 */

const experimentName = "speech-emotion-workers";

/** MLflow's codes for a finished local run. */
const localSource = 4;
const finishedStatus = 3;

/** MLflow rejects longer values of params and tags. */
const longestParam = 6_000;
const longestTag = 5_000;

export interface MlflowRun {
  readonly report: Report;
  readonly notes: RunNotes;
  /** ms since 1970 */
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface MlflowLayout {
  /** text by path below the store's directory */
  readonly files: ReadonlyMap<string, string>;
  /** the run's folder, below the store's directory */
  readonly artifacts: string;
}

/**
 * The files of a run in MLflow's layout. A run has the same folder each time it is exported.
 *
 * @param dir the store's directory, which the run's record names
 */
export function mlflowLayout(dir: string, run: MlflowRun): MlflowLayout {
  const { report, startedAt, endedAt } = run;
  const experiment = experimentId(experimentName);
  const id = createHash("sha256").update(`${report.run} ${startedAt}`).digest("hex").slice(0, 32);
  const folder = `${experiment}/${id}`;
  const artifacts = `${folder}/artifacts`;
  const uriOf = (path: string): string => pathToFileURL(join(resolve(dir), path)).href;
  const files = new Map<string, string>([
    [
      `${experiment}/meta.yaml`,
      yaml({
        artifact_location: uriOf(experiment),
        creation_time: startedAt,
        experiment_id: experiment,
        last_update_time: endedAt,
        lifecycle_stage: "active",
        name: experimentName,
      }),
    ],
    [
      `${folder}/meta.yaml`,
      yaml({
        artifact_uri: uriOf(artifacts),
        end_time: endedAt,
        entry_point_name: "",
        experiment_id: experiment,
        lifecycle_stage: "active",
        run_id: id,
        run_name: report.run,
        run_uuid: id,
        source_name: "",
        source_type: localSource,
        source_version: report.provenance?.commit ?? "",
        start_time: startedAt,
        status: finishedStatus,
        tags: [],
        user_id: "",
      }),
    ],
  ]);
  for (const [name, value] of Object.entries(paramsOf(report)))
    files.set(`${folder}/params/${fileName(name)}`, value.slice(0, longestParam));
  for (const [name, points] of metricsOf(report))
    files.set(`${folder}/metrics/${fileName(name)}`, points.map(([step, v]) => `${endedAt} ${v} ${step}\n`).join(""));
  for (const [name, value] of Object.entries(tagsOf(run)))
    files.set(`${folder}/tags/${fileName(name)}`, value.slice(0, longestTag));
  return { files, artifacts };
}

/** MLflow's own ids are 18 digits. */
function experimentId(name: string): string {
  const smallest = 10n ** 17n;
  return String(smallest + (createHash("sha256").update(name).digest().readBigUInt64BE() % (9n * smallest)));
}

/** MLflow accepts letters, digits, underscores, dashes, periods and spaces in names. */
function fileName(name: string): string {
  return name.replace(/[^\w.\- ]/g, "_");
}

function yaml(fields: Readonly<Record<string, string | number | readonly never[]>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${yamlValue(value)}\n`)
    .join("");
}

function yamlValue(value: string | number | readonly never[]): string {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  return typeof value === "number" ? String(value) : "[]";
}

/** Every setting of the run, its features and random states. */
function paramsOf({ provenance, featureSet, source }: Report): Record<string, string> {
  if (provenance === undefined) return { source, ...(featureSet === undefined ? {} : { featureSet }) };
  const settings = Object.entries(provenance.settings).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { ...(Object.fromEntries(settings) as Record<string, string>), featureSet: provenance.featureSet };
}

type Points = readonly (readonly [step: number, value: number])[];

/** Figures by name; a curve's points by step: recordings enrolled, candidates of the grid. */
function metricsOf(report: Report): Map<string, Points> {
  const metrics = new Map<string, Points>();
  const set = (name: string, value: number | undefined): void => {
    if (value !== undefined) metrics.set(name, [[0, value]]);
  };
  const setInterval = (name: string, interval: ReportInterval | undefined): void => {
    set(name, interval?.point);
    set(`${name}.lower`, interval?.lower);
    set(`${name}.upper`, interval?.upper);
  };
  const headline = headlineOf(report);
  set("macro_f1", headline?.scores.macroF1);
  set("macro_f1.lower", headline?.scores.intervals?.macroF1?.lower);
  set("macro_f1.upper", headline?.scores.intervals?.macroF1?.upper);
  set("accuracy", headline?.scores.accuracy);
  set("balanced_accuracy", headline?.scores.balancedAccuracy);
  for (const { label, recall, precision, f1 } of headline?.scores.classificationReport?.classes ?? []) {
    set(`class.${label}.recall`, recall);
    set(`class.${label}.precision`, precision);
    set(`class.${label}.f1`, f1);
  }
  for (const { recipe, macroF1, accuracy } of report.recipes?.compared ?? [])
    for (const who of speakerSets) {
      setInterval(`${recipe}.${who}.macro_f1`, macroF1[who]);
      setInterval(`${recipe}.${who}.accuracy`, accuracy[who]);
    }
  for (const who of speakerSets) {
    const each = report.sets[who];
    if (each === undefined) continue;
    set(`study.${who}.known_speakers.accuracy`, each.stratified.accuracy);
    set(`study.${who}.known_speakers.macro_f1`, each.stratified.macroF1);
    const scores = each.grid?.candidates.flatMap(({ score }, i) => (score === null ? [] : [[i, score] as const])) ?? [];
    if (scores.length > 0) metrics.set(`study.${who}.grid.macro_f1`, scores);
  }
  const { enrolment = [], calibration } = report.functionals ?? {};
  for (const pool of ["mixed", "calm"] as const) {
    const points = enrolment.filter((each) => each.pool === pool);
    if (points.length > 0)
      metrics.set(
        `functionals.enrolled.${pool}.macro_f1`,
        points.map(({ n, macroF1 }) => [n, macroF1.all.point]),
      );
  }
  set("brier", calibration?.newSpeakers.brier);
  set("calibration_error", calibration?.newSpeakers.ece);
  set("recordings", report.files.extracted);
  set("rejected", report.files.rejected.length);
  set("speakers", report.breakdown?.speakers.length);
  for (const [name, value] of Object.entries(report.timings))
    if (typeof value === "number") set(`seconds.${name.replace(/Sec$/, "")}`, value);
  return metrics;
}

function tagsOf({ report, notes }: MlflowRun): Record<string, string> {
  const { provenance, datasets = [], synthetic } = report;
  return {
    "mlflow.runName": report.run,
    "mlflow.source.type": "LOCAL",
    "mlflow.source.name": provenance?.commandLine ?? "ser run",
    ...(provenance?.commit === undefined ? {} : { "mlflow.source.git.commit": provenance.commit }),
    ...(notes.note === "" ? {} : { "mlflow.note.content": notes.note }),
    ...(provenance === undefined ? {} : { version: provenance.version, node: provenance.machine.node }),
    ...(provenance?.data.files === undefined ? {} : { "data.files.sha256": provenance.data.files }),
    ...(provenance === undefined ? {} : { "data.rows.sha256": provenance.data.rows }),
    datasets: datasets.map(({ name }) => name).join(", "),
    licences: (provenance?.corpora ?? []).flatMap(({ licence }) => licence ?? []).join(", "),
    synthetic: String(synthetic),
    ...Object.fromEntries(notes.tags.map((tag) => [`tag.${tag}`, "true"])),
  };
}

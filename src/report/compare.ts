import { bootstrapDifference } from "../evaluation/bootstrapInterval.js";
import { type ConfusionMatrix, confusionMatrix, macroF1 } from "../evaluation/metrics.js";
import { type Headline, headlineOf } from "./headline.js";
import type { OutOfFoldPrediction, PredictionTable } from "./predictionTable.js";
import type { Report, ReportInterval } from "./report.js";

/** A finished run with its out-of-fold predictions. */
export interface ComparedRun {
  /** how the reader named it */
  readonly name: string;
  readonly report: Report;
  /** undefined for runs of older versions, which did not store them */
  readonly predictions: PredictionTable | undefined;
}

/** One run against the first. */
export interface Comparison {
  readonly name: string;
  readonly headline: Headline | undefined;
  /** recordings that both predicted, and their speakers */
  readonly shared: { readonly recordings: number; readonly speakers: number };
  /** macro F1 of this run minus the first's on the shared recordings; undefined if there are too few to compare */
  readonly difference: ReportInterval | undefined;
  readonly sentence: string;
  readonly labels: readonly string[];
  /** this run's confusion counts minus the first's, over the shared recordings */
  readonly confusion: ConfusionMatrix;
  /** accuracy in the first run and in this one, the largest decrease first */
  readonly speakers: readonly SpeakerChange[];
  readonly settings: readonly SettingChange[];
}

export interface SpeakerChange {
  readonly speaker: string;
  readonly recordings: number;
  readonly before: number;
  readonly after: number;
}

export interface SettingChange {
  readonly name: string;
  readonly first: string;
  readonly here: string;
}

const confidence = { nResamples: 2_000, confidence: 0.95 };

/**
 * Each run against the first: on the recordings that both predicted, with the same resampled speakers.
 *
 * @param runs at least two
 */
export function compareRuns([first, ...others]: readonly ComparedRun[]): readonly Comparison[] {
  if (first === undefined) return [];
  return others.map((run) => compareWith(first, run));
}

function compareWith(first: ComparedRun, run: ComparedRun): Comparison {
  const before = headlineRows(first);
  const here = headlineRows(run);
  const ofFirst = new Map(before.map((row) => [`${row.dataset}/${row.key}`, row]));
  const pairs = here.flatMap((row) => {
    const other = ofFirst.get(`${row.dataset}/${row.key}`);
    return other?.emotion === row.emotion ? [{ row, other }] : [];
  });
  const labels = [...new Set([...(first.predictions?.classes ?? []), ...(run.predictions?.classes ?? [])])];
  const speakers = [...new Set(pairs.map(({ row }) => speakerOf(row)))];
  const index = (label: string): number => labels.indexOf(label);
  const yTrue = pairs.map(({ row }) => index(row.emotion));
  const yFirst = pairs.map(({ other }) => index(other.predicted));
  const yRun = pairs.map(({ row }) => index(row.predicted));
  const truth = { actors: pairs.map(({ row }) => speakers.indexOf(speakerOf(row))), yTrue, nClasses: labels.length };
  const difference =
    speakers.length < 2
      ? undefined
      : bootstrapDifference(truth, yRun, yFirst, macroF1, { ...confidence, randomState: 0 });
  const counts = confusionMatrix(yTrue, yFirst, labels.length);
  return {
    name: run.name,
    headline: headlineOf(run.report),
    shared: { recordings: pairs.length, speakers: speakers.length },
    difference,
    sentence: sentenceOf(first, run, difference, speakers.length),
    labels,
    confusion: confusionMatrix(yTrue, yRun, labels.length).map((row, t) => row.map((n, p) => n - counts[t]![p]!)),
    speakers: speakerChanges(pairs),
    settings: settingChanges(first.report, run.report),
  };
}

/** The predictions behind a run's headline figure. */
function headlineRows({ report, predictions }: ComparedRun): readonly OutOfFoldPrediction[] {
  const headline = headlineOf(report);
  if (headline === undefined || predictions === undefined) return [];
  const { recipe, set, nested } = headline;
  return predictions.rows.filter(
    (row) => row.recipe === recipe && row.set === set && row.protocol === "byActor" && row.isNested === nested,
  );
}

function speakerOf({ dataset, speaker }: OutOfFoldPrediction): string {
  return `${dataset} ${speaker}`;
}

function sentenceOf(
  first: ComparedRun,
  run: ComparedRun,
  difference: ReportInterval | undefined,
  speakers: number,
): string {
  if (first.predictions === undefined || run.predictions === undefined)
    return "One of the two stored no predictions, so only their own figures can be shown side by side: train it again.";
  if (difference === undefined) return "The two share too few speakers for a comparison recording by recording.";
  if (difference.lower > 0)
    return `${run.name} is better than ${first.name}, by more than the choice of speakers explains.`;
  if (difference.upper < 0)
    return `${run.name} is worse than ${first.name}, by more than the choice of speakers explains.`;
  return `The ${speakers} shared speakers are too few to show a difference between ${run.name} and ${first.name}.`;
}

function speakerChanges(
  pairs: readonly { readonly row: OutOfFoldPrediction; readonly other: OutOfFoldPrediction }[],
): SpeakerChange[] {
  const groups = new Map<string, { right: number; rightBefore: number; n: number }>();
  for (const { row, other } of pairs) {
    const { right, rightBefore, n } = groups.get(speakerOf(row)) ?? { right: 0, rightBefore: 0, n: 0 };
    groups.set(speakerOf(row), {
      right: right + (row.predicted === row.emotion ? 1 : 0),
      rightBefore: rightBefore + (other.predicted === other.emotion ? 1 : 0),
      n: n + 1,
    });
  }
  return [...groups]
    .map(([speaker, { right, rightBefore, n }]) => ({
      speaker,
      recordings: n,
      before: rightBefore / n,
      after: right / n,
    }))
    .sort((a, b) => a.after - a.before - (b.after - b.before) || (a.speaker < b.speaker ? -1 : 1));
}

/** Settings, features and data that differ. */
function settingChanges(first: Report, here: Report): SettingChange[] {
  const a = describedSettings(first);
  const b = describedSettings(here);
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) => {
    const [before = "not known", now = "not known"] = [a[name], b[name]];
    return before === now ? [] : [{ name, first: before, here: now }];
  });
}

function describedSettings({ provenance, featureSet, source }: Report): Record<string, string> {
  if (provenance === undefined) return { source, ...(featureSet === undefined ? {} : { featureSet }) };
  const { settings, version, data } = provenance;
  const texts = Object.entries(settings).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    ...(Object.fromEntries(texts) as Record<string, string>),
    featureSet: provenance.featureSet,
    version,
    "files (SHA-256)": data.files ?? "not known",
    rows: `${data.recordings} recordings, ${data.rows}`,
  };
}

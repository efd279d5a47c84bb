import { headlineOf } from "../report/headline.js";
import { reportBlob, reportSchema, type ReportInterval } from "../report/report.js";
import { type Stage, runStatus } from "./runStatus.js";
import type { Services } from "./services.js";

/** A run as the list of runs shows it. */
export interface RunSummary {
  readonly run: string;
  readonly stage: Stage;
  readonly source: string;
  readonly synthetic: boolean;
  /** ISO 8601; null in records that do not say */
  readonly startedAt: string | null;
  /** from its start to its end; null while it is under way */
  readonly tookSec: number | null;
  /** of the headline; null without a model */
  readonly macroF1: number | null;
  readonly interval: ReportInterval | null;
  readonly emotions: readonly string[];
  readonly featureSet: string | null;
  readonly dataSets: readonly string[];
  readonly tags: readonly string[];
  readonly note: string;
}

/** What is known of every run, the newest first. */
export async function runSummaries(services: Services): Promise<RunSummary[]> {
  const names = await services.runs.names();
  const found = await Promise.all(names.map(async (name) => summaryOf(services, name)));
  return found.filter((summary) => summary !== undefined);
}

async function summaryOf(services: Services, name: string): Promise<RunSummary | undefined> {
  const [run, status, stored, notes] = await Promise.all([
    services.runs.get(name),
    runStatus(services, name),
    services.runs.blob(name, reportBlob),
    services.runs.notes(name),
  ]);
  if (run === undefined || status === undefined) return undefined;
  const report = stored && reportSchema.parse(JSON.parse(new TextDecoder().decode(stored)));
  const scores = report && headlineOf(report)?.scores;
  const { createdAt, endedAt } = run.times;
  const { emotions } = run.settings;
  return {
    run: name,
    stage: status.stage,
    source: status.source,
    synthetic: status.synthetic,
    startedAt: createdAt === undefined ? null : new Date(createdAt).toISOString(),
    tookSec: createdAt === undefined || endedAt === undefined ? null : (endedAt - createdAt) / 1_000,
    macroF1: scores?.macroF1 ?? null,
    interval: scores?.intervals?.macroF1 ?? null,
    emotions: report?.emotions?.chosen ?? (emotions === "auto" ? [] : emotions),
    featureSet: report?.featureSet ?? null,
    dataSets: (report?.datasets ?? []).map((each) => each.name),
    ...notes,
  };
}

export const runOrders = ["started", "name", "f1"] as const;
export type RunOrder = (typeof runOrders)[number];

/**
 * Some of the runs, in order: the newest, the first by name, or the best first.
 *
 * @param filter text that a run's name, source, tags, note, data sets or stage hold; "" for all
 */
export function chosenRuns(runs: readonly RunSummary[], order: RunOrder, filter = ""): RunSummary[] {
  const wanted = filter.toLowerCase();
  const isWanted = ({ run, source, stage, tags, note, dataSets }: RunSummary): boolean =>
    [run, source, stage, note, ...tags, ...dataSets].some((text) => text.toLowerCase().includes(wanted));
  const compare: Readonly<Record<RunOrder, (a: RunSummary, b: RunSummary) => number>> = {
    started: (a, b) => compareText(b.startedAt ?? "", a.startedAt ?? ""),
    name: (a, b) => compareText(a.run, b.run),
    f1: (a, b) => (b.macroF1 ?? -1) - (a.macroF1 ?? -1),
  };
  return runs.filter(isWanted).sort(compare[order]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

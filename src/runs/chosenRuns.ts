import type { ReportInterval } from "../report/report.js";
import type { RunStatus } from "./runStatus.js";

/** A run as the list of runs shows it: progress, headline figure, tags and note. */
export interface RunSummary extends RunStatus {
  /** ISO 8601; null in records without it */
  readonly startedAt: string | null;
  /** from start to end; null while it is running */
  readonly tookSec: number | null;
  /** score of the headline model; null without a model */
  readonly macroF1: number | null;
  readonly interval: ReportInterval | null;
  readonly emotions: readonly string[];
  readonly featureSet: string | null;
  readonly dataSets: readonly string[];
  readonly tags: readonly string[];
  readonly note: string;
}

export const runOrders = ["started", "name", "f1", "took"] as const;
export type RunOrder = (typeof runOrders)[number];

/**
 * Some of the runs, in order: newest, by name, best or quickest first.
 *
 * @param filter text to find in the run's name, source, tags, note, data sets or stage; "" for all
 */
export function chosenRuns(runs: readonly RunSummary[], order: RunOrder, filter = ""): RunSummary[] {
  const wanted = filter.toLowerCase();
  const isWanted = ({ run, source, stage, tags, note, dataSets }: RunSummary): boolean =>
    [run, source, stage, note, ...tags, ...dataSets].some((text) => text.toLowerCase().includes(wanted));
  const compare: Readonly<Record<RunOrder, (a: RunSummary, b: RunSummary) => number>> = {
    started: (a, b) => compareText(b.startedAt ?? "", a.startedAt ?? ""),
    name: (a, b) => compareText(a.run, b.run),
    f1: (a, b) => (b.macroF1 ?? -1) - (a.macroF1 ?? -1),
    took: (a, b) => (a.tookSec ?? Infinity) - (b.tookSec ?? Infinity) || compareText(a.run, b.run),
  };
  return runs.filter(isWanted).sort(compare[order]);
}

function compareText(a: string, b: string): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

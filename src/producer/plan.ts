import type { RunSettings } from "../runs/jobs.js";
import { labelsOfName } from "../corpus/dataSets.js";
import { type Channel, type Modality, type SkipReason, trialName } from "../corpus/labels.js";
import type { ListedFile } from "../runs/rows/featureStore.js";
import type { TrialCandidate } from "../runs/rows/trialDeduplicator.js";
import { isSyntheticMarker } from "../corpus/syntheticCorpus.js";

/** Why a listed file is not extracted. A duplicate's trial is in another file of the run. */
export type PlanSkipReason =
  SkipReason | "name-not-utf8" | "audio-video" | `channel-${Channel}` | `duplicate-${Modality}`;

export type ModalityCounts = Readonly<Partial<Record<Modality, number>>>;

/** What one page of a listing comes to. */
export interface PagePlan {
  readonly listed: number;
  /** files of each extraction job, in listing order */
  readonly batches: readonly (readonly ListedFile[])[];
  /** files in the batches, by modality */
  readonly modalities: ModalityCounts;
  /** wanted files by data set */
  readonly datasets: Readonly<Record<string, number>>;
  /** files of which one per trial is chosen when the listing is complete; see planTrials */
  readonly candidates: readonly TrialCandidate[];
  readonly skipped: Readonly<Partial<Record<PlanSkipReason, number>>>;
  /** the page holds the marker of a synthetic corpus */
  readonly synthetic: boolean;
}

export type PlanSettings = Pick<
  RunSettings,
  "channels" | "modality" | "keepDuplicates" | "filesPerJob" | "dataset" | "emotionMap"
>;

/**
 * Turns a page of a listing into extraction jobs. Batches never span pages, so that the jobs follow from the page alone and
 * listing a page again after a crash names the same jobs.
 *
 * @param copies keys of recordings that the source holds elsewhere too; see CopyFinder. @defaultValue none
 */
export function planPage(
  entries: readonly (ListedFile & { readonly isUnreadable?: boolean })[],
  settings: PlanSettings,
  copies: ReadonlySet<string> = new Set(),
): PagePlan {
  const wanted: TrialCandidate[] = [];
  const skipped: Partial<Record<PlanSkipReason, number>> = {};
  // The marker says something about the corpus; it is not one of its files.
  const datasets: Record<string, number> = {};
  const files = entries.filter(({ key }) => !isSyntheticMarker(key));
  for (const file of files) {
    const judged = judge(file, settings);
    const isCopy = typeof judged !== "string" && copies.has(file.key);
    const verdict = isCopy ? (`duplicate-${judged.candidate.modality}` as const) : judged;
    if (typeof verdict === "string") skipped[verdict] = (skipped[verdict] ?? 0) + 1;
    else {
      wanted.push(verdict.candidate);
      datasets[verdict.dataset] = (datasets[verdict.dataset] ?? 0) + 1;
    }
  }
  const atOnce = onePerTrial(settings) ? [] : wanted;
  return {
    listed: files.length,
    batches: batchesOf(atOnce, settings.filesPerJob),
    modalities: countModalities(atOnce),
    candidates: onePerTrial(settings) ? wanted : [],
    datasets,
    skipped,
    synthetic: files.length < entries.length,
  };
}

/** Whether a trial may be met in several files of which one is wanted: then the end of the listing decides which. */
export function onePerTrial({ modality, keepDuplicates }: PlanSettings): boolean {
  return modality === "any" && !keepDuplicates;
}

/**
 * What the end of a listing comes to where one file a trial is wanted.
 *
 * @param chosen  the best file of each trial, in byte order of their keys
 * @param offered all candidates of the listing, by modality
 */
export function planTrials(
  chosen: readonly TrialCandidate[],
  offered: ModalityCounts,
  settings: PlanSettings,
): Pick<PagePlan, "batches" | "modalities" | "skipped"> {
  const taken = countModalities(chosen);
  const skipped: Partial<Record<PlanSkipReason, number>> = {};
  for (const modality of ["audio-video", "audio-only"] as const) {
    const duplicates = (offered[modality] ?? 0) - (taken[modality] ?? 0);
    if (duplicates > 0) skipped[`duplicate-${modality}`] = duplicates;
  }
  return { batches: batchesOf(chosen, settings.filesPerJob), modalities: taken, skipped };
}

export function countModalities(files: readonly TrialCandidate[]): ModalityCounts {
  const counts: Partial<Record<Modality, number>> = {};
  for (const { modality } of files) counts[modality] = (counts[modality] ?? 0) + 1;
  return counts;
}

function judge(
  { key, etag, isUnreadable }: ListedFile & { readonly isUnreadable?: boolean },
  { modality: wanted, channels, ...naming }: PlanSettings,
): { readonly candidate: TrialCandidate; readonly dataset: string } | PlanSkipReason {
  if (isUnreadable === true) return "name-not-utf8";
  const name = labelsOfName(key, naming);
  if (name.kind === "skip") return name.reason;
  const { dataset, modality, channel } = name.labels;
  const trial = trialName(name.labels);
  // Of a trial with both files the audio-only one holds the same sound, uncompressed.
  if (modality === "audio-video" && wanted === "audio-only") return "audio-video";
  if (!channels.includes(channel)) return `channel-${channel}`;
  return { candidate: { trial, modality, key, etag }, dataset };
}

function batchesOf(files: readonly TrialCandidate[], filesPerJob: number): ListedFile[][] {
  const batches: ListedFile[][] = [];
  for (let i = 0; i < files.length; i += filesPerJob)
    batches.push(files.slice(i, i + filesPerJob).map(({ key, etag }) => ({ key, etag })));
  return batches;
}

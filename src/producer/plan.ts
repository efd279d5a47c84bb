import type { RunSettings } from "../runs/jobs.js";
import { labelsOfName } from "../corpus/dataSets.js";
import { segmentOfKey } from "../corpus/labelsFile/segmentKey.js";
import type { LabelledKey } from "../corpus/labelsFile/labelIndex.js";
import { type Channel, isOneOf, type Labels, type Modality, type SkipReason, trialName } from "../corpus/labels.js";
import { compareBytes } from "../shared/objects/byteOrder.js";
import type { ObjectEntry } from "../shared/objects/objectStore.js";
import type { ListedFile } from "../runs/rows/fileBatch.js";
import type { TrialCandidate } from "../runs/rows/trialDeduplicator.js";
import { isSyntheticMarker } from "../corpus/syntheticCorpus.js";

/** Why a listed file is not extracted. A duplicate's trial is in another file of the run. */
export type PlanSkipReason =
  | SkipReason
  | "archived"
  | "speaker-left-out"
  | "name-not-utf8"
  | "audio-video"
  | `channel-${Channel}`
  | `duplicate-${Modality}`;

export type ModalityCounts = Readonly<Partial<Record<Modality, number>>>;

/** The plan for one page of a listing. */
export interface PagePlan {
  readonly listed: number;
  /** files of each extraction job, in listing order */
  readonly batches: readonly (readonly ListedFile[])[];
  /** files in the batches, by modality */
  readonly modalities: ModalityCounts;
  /** wanted files by data set */
  readonly datasets: Readonly<Record<string, number>>;
  /** candidates from which one file per trial is chosen when the listing is complete; see planTrials */
  readonly candidates: readonly TrialCandidate[];
  readonly skipped: Readonly<Partial<Record<PlanSkipReason, number>>>;
  /** labels of each file in the batches, from a labels file */
  readonly labels: ReadonlyMap<string, Labels | null>;
  /** the page holds the marker of a synthetic corpus */
  readonly synthetic: boolean;
}

export type PlanSettings = Pick<
  RunSettings,
  | "channels"
  | "modality"
  | "keepDuplicates"
  | "filesPerJob"
  | "dataset"
  | "emotionMap"
  | "labels"
  | "excludeSpeakers"
  | "onlySpeakers"
>;

/**
 * Turns a page of a listing into extraction jobs. Batches never span pages, so that the jobs depend on the page alone
 * and listing a page again after a crash gives the same jobs.
 *
 * @param copies keys of recordings that the source also holds elsewhere; see CopyFinder. @defaultValue none
 * @param labelled labels of the page's files by key, from a labels file. @defaultValue read from file names
 */
export function planPage(
  entries: readonly (ListedFile & Pick<ObjectEntry, "isUnreadable" | "isArchived">)[],
  settings: PlanSettings,
  copies: ReadonlySet<string> = new Set(),
  labelled?: ReadonlyMap<string, readonly LabelledKey[]>,
): PagePlan {
  const wanted: TrialCandidate[] = [];
  const skipped: Partial<Record<PlanSkipReason, number>> = {};
  const datasets = new Map<string, number>();
  const labels = new Map<string, Labels | null>();
  let listed = 0;
  // The marker describes the corpus; it is not one of its recordings.
  const files = entries.filter(({ key }) => !isSyntheticMarker(key));
  for (const file of files)
    for (const reading of readingsOf(file, settings, labelled)) {
      listed += 1;
      const planned = typeof reading === "string" ? reading : planFile(file, reading, settings);
      const isCopy = typeof planned !== "string" && copies.has(file.key);
      const unread = file.isArchived === true && typeof planned !== "string" ? "archived" : planned;
      const verdict = isCopy ? (`duplicate-${planned.modality}` as const) : unread;
      if (typeof verdict === "string") skipped[verdict] = (skipped[verdict] ?? 0) + 1;
      else {
        wanted.push(verdict);
        const { key, labels: own } = reading as LabelledKey;
        if (labelled !== undefined) labels.set(key, own);
        const dataset = own?.dataset ?? "unlabelled";
        datasets.set(dataset, (datasets.get(dataset) ?? 0) + 1);
      }
    }
  // A file's segments come in byte order of their own keys.
  if (labelled !== undefined) wanted.sort((a, b) => compareBytes(a.key, b.key));
  const atOnce = onePerTrial(settings) ? [] : wanted;
  return {
    listed,
    batches: batchesOf(atOnce, settings.filesPerJob),
    modalities: countModalities(atOnce),
    candidates: onePerTrial(settings) ? wanted : [],
    datasets: Object.fromEntries(datasets),
    labels,
    skipped,
    synthetic: files.length < entries.length,
  };
}

/** Whether a trial may have several files of which only one is used: the end of the listing then decides which. */
export function onePerTrial({ modality, keepDuplicates, labels }: PlanSettings): boolean {
  return modality === "any" && !keepDuplicates && labels === null;
}

/**
 * The plan at the end of a listing if one file per trial is used.
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

/** A listed file's recording, or its segments from a labels file; or the reason for skipping it. */
function readingsOf(
  { key, isUnreadable }: ListedFile & { readonly isUnreadable?: boolean },
  settings: PlanSettings,
  labelled: ReadonlyMap<string, readonly LabelledKey[]> | undefined,
): readonly (LabelledKey | PlanSkipReason)[] {
  if (isUnreadable === true) return ["name-not-utf8"];
  if (labelled !== undefined) return labelled.get(key) ?? ["no-label"];
  const name = labelsOfName(key, settings);
  return [name.kind === "skip" ? name.reason : { key, labels: name.labels }];
}

function planFile(
  { etag, size }: ListedFile,
  { key, labels }: LabelledKey,
  { modality: wanted, channels, excludeSpeakers, onlySpeakers }: PlanSettings,
): TrialCandidate | PlanSkipReason {
  const file: ListedFile = { key, etag, ...(size === undefined ? {} : { size }) };
  if (labels === null) return { trial: key, modality: "audio-only", ...file };
  const { modality, channel } = labels;
  // If a trial has both files, the audio-only one holds the same sound, uncompressed.
  if (modality === "audio-video" && wanted === "audio-only") return "audio-video";
  if (!channels.includes(channel)) return `channel-${channel}`;
  const isLeftOut = isOneOf(labels, excludeSpeakers) || (onlySpeakers.length > 0 && !isOneOf(labels, onlySpeakers));
  return isLeftOut ? "speaker-left-out" : { trial: trialName(labels), modality, ...file };
}

/** A file's segments are never divided: it is fetched and decoded once. */
function batchesOf(files: readonly TrialCandidate[], filesPerJob: number): ListedFile[][] {
  const batches: ListedFile[][] = [];
  let batch: ListedFile[] = [];
  files.forEach(({ key, etag, size }, i) => {
    const file = segmentOfKey(key)?.file;
    const isSameFile = i > 0 && file !== undefined && segmentOfKey(files[i - 1]!.key)?.file === file;
    if (batch.length >= filesPerJob && !isSameFile) {
      batches.push(batch);
      batch = [];
    }
    batch.push({ key, etag, ...(size === undefined ? {} : { size }) });
  });
  if (batch.length > 0) batches.push(batch);
  return batches;
}

import type { RunSettings } from "../shared/jobs.js";
import { parseRecordingName, type Channel, type SkipReason } from "../shared/ravdess.js";
import { isSyntheticMarker } from "../shared/syntheticCorpus.js";

/** Why a listed file is not extracted. */
export type PlanSkipReason = SkipReason | "audio-video" | `channel-${Channel}`;

/** What one page of a listing comes to. */
export interface PagePlan {
  readonly listed: number;
  /** keys of each extraction job, in listing order */
  readonly batches: readonly (readonly string[])[];
  readonly skipped: Readonly<Partial<Record<PlanSkipReason, number>>>;
  /** the page holds the marker of a synthetic corpus */
  readonly synthetic: boolean;
}

/**
 * Turns a page of keys into extraction jobs. Batches never span pages, so that the jobs follow from the page alone and
 * listing a page again after a crash names the same jobs.
 */
export function planPage(keys: readonly string[], settings: Pick<RunSettings, "channels" | "filesPerJob">): PagePlan {
  const wanted: string[] = [];
  const skipped: Partial<Record<PlanSkipReason, number>> = {};
  // The marker says something about the corpus; it is not one of its files.
  const files = keys.filter((key) => !isSyntheticMarker(key));
  for (const key of files) {
    const reason = skipReason(key, settings.channels);
    if (reason === undefined) wanted.push(key);
    else skipped[reason] = (skipped[reason] ?? 0) + 1;
  }
  const batches: string[][] = [];
  for (let i = 0; i < wanted.length; i += settings.filesPerJob) batches.push(wanted.slice(i, i + settings.filesPerJob));
  return { listed: files.length, batches, skipped, synthetic: files.length < keys.length };
}

function skipReason(key: string, channels: readonly Channel[]): PlanSkipReason | undefined {
  const name = parseRecordingName(key);
  if (name.kind === "skip") return name.reason;
  const { modality, channel } = name.recording;
  // The audio-only file of the same trial holds the same sound.
  if (modality === "audio-video") return "audio-video";
  return channels.includes(channel) ? undefined : `channel-${channel}`;
}

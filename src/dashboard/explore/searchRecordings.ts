import type { FeatureRow } from "../../features/featureRow.js";
import { labelsOfRow } from "../../features/table/columns.js";
import { labelledShards } from "../../runs/rows/labelledRows.js";
import type { FeatureRun, FeatureStoreFactory } from "../../runs/rows/featureStoreFactory.js";
import { lastKeyBound } from "../../runs/rows/shardName.js";
import { listedRecording, speakerWords, type ListedRecording } from "./listedRecording.js";

/** Filters for recordings; absent filters match all. */
export interface RecordingQuery {
  /** words that must all occur in the key, the speaker or the emotion, in any case */
  readonly text?: string | undefined;
  readonly emotion?: string | undefined;
  readonly gender?: string | undefined;
  /** as shown in lists, such as "emodb 03" */
  readonly speaker?: string | undefined;
  /** `next` of the previous page */
  readonly after?: string | undefined;
  /** a key near which to start, if there is no previous page */
  readonly near?: string | undefined;
  readonly limit: number;
}

export interface RecordingPage {
  /** at most the requested number, in the order of their keys */
  readonly recordings: readonly ListedRecording[];
  /** token of the next page; null at the end. A page may have few recordings or none and still have a next page */
  readonly next: string | null;
}

/** A position in a run's rows: a shard, and the number of its rows before the position. */
export const placePattern = /^[0-9a-f]+(?:-[\w-]{16})?:\d{1,9}$/;

/** Rows searched per request: a hundred milliseconds of work. */
const maxRows = 5_000;

/**
 * A page of a run's recordings. Only the page and a few shards are in memory, however many recordings there are, and a
 * search for something rare returns with `next` after a few thousand rows.
 */
export async function searchRecordings(
  features: Pick<FeatureStoreFactory, "of" | "labels">,
  run: FeatureRun,
  query: RecordingQuery,
  rowsAtOnce = maxRows,
): Promise<RecordingPage> {
  const [from = "", skipped = "0"] = query.after?.split(":") ?? [lastKeyBound(query.near ?? "")];
  const isWanted = wantedBy(query);
  const recordings: ListedRecording[] = [];
  let seen = 0;
  for await (const { shard, rows } of labelledShards(features, run, from)) {
    const first = shard === from ? Number(skipped) : 0;
    for (let i = first; i < rows.length; i++) {
      const next = `${shard}:${i}`;
      if (seen === rowsAtOnce) return { recordings, next };
      seen += 1;
      const recording = recordingOf(rows[i]!);
      if (recording === undefined || !isWanted(recording)) continue;
      if (recordings.length === query.limit) return { recordings, next };
      recordings.push(recording);
    }
  }
  return { recordings, next: null };
}

function recordingOf(row: FeatureRow): ListedRecording | undefined {
  const labels = labelsOfRow(row);
  return labels && listedRecording(row, labels);
}

function wantedBy({ text = "", emotion, gender, speaker }: RecordingQuery): (recording: ListedRecording) => boolean {
  const words = text.toLowerCase().split(/\s+/);
  return (recording) => {
    if (emotion !== undefined && recording.emotion !== emotion) return false;
    if (gender !== undefined && recording.gender !== gender) return false;
    if (speaker !== undefined && speakerWords(recording) !== speaker) return false;
    const searched = `${recording.key} ${speakerWords(recording)} ${recording.emotion}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  };
}

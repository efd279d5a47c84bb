import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import type { Gender } from "../../corpus/labels.js";
import { seededRandom } from "../../evaluation/seededRandom.js";
import type { FeatureRow } from "../../features/featureRow.js";
import { labelsOfRow } from "../../features/table/columns.js";
import { listedRecording, speakerWords, type ListedRecording } from "./listedRecording.js";

/** Number of recordings whose features are kept for box plots and the map: a uniform sample. */
const sampleSize = 2_000;

/** Maximum number of speakers in a list of options; a search finds the others. */
const maxSpeakers = 1_000;

/** Width of a bin of the durations, in seconds. */
export const durationBinSec = 0.25;

/** Longer recordings are counted in the last bin. */
const durationBins = 40;

/** Counts of recordings with the same labels; unknown labels are absent. */
export interface CountedCell {
  readonly dataset: string;
  readonly emotion: string;
  readonly gender?: Gender | undefined;
  readonly intensity?: string | undefined;
  /** for RAVDESS, whose two sentences have numbers */
  readonly statement?: number | undefined;
  readonly count: number;
}

export interface RowSummary {
  readonly recordings: number;
  readonly cells: readonly CountedCell[];
  /** counts by bin of durationBinSec, for each emotion and gender: "happy woman", or "happy unknown" */
  readonly durations: Readonly<Record<string, readonly number[]>>;
  readonly sample: readonly ListedRecording[];
  /** at most 1,000, as in lists: "emodb 03" */
  readonly speakers: readonly string[];
  /** one array per sampled recording, in their order */
  readonly features: readonly Float32Array[];
}

/** Counts all labelled recordings and samples some of them, in one pass and in constant memory (reservoir sampling). */
export async function summarizeRows(rows: AsyncIterable<FeatureRow>, size = sampleSize): Promise<RowSummary> {
  const cells = new Map<string, CountedCell>();
  const durations: Record<string, number[]> = {};
  const drawn: { recording: ListedRecording; features: Float32Array }[] = [];
  const random = seededRandom(42);
  const speakers = new Set<string>();
  let recordings = 0;
  for await (const row of rows) {
    const labels = labelsOfRow(row);
    if (labels === undefined) continue;
    const { durationSec, features } = row;
    const { dataset, emotion, gender, intensity } = labels;
    const statement = dataset === "ravdess" ? Number(labels.statement) : undefined;
    recordings += 1;
    if (speakers.size < maxSpeakers) speakers.add(speakerWords(labels));
    const cell = [dataset, emotion, gender, intensity, statement].join(" ");
    cells.set(cell, {
      dataset,
      emotion,
      ...(gender && { gender }),
      ...(intensity !== undefined && { intensity }),
      ...(statement !== undefined && { statement }),
      count: (cells.get(cell)?.count ?? 0) + 1,
    });
    const bins = (durations[`${emotion} ${gender ?? "unknown"}`] ??= new Array<number>(durationBins).fill(0));
    bins[Math.min(durationBins - 1, Math.floor(durationSec / durationBinSec))]! += 1;
    const place = drawn.length < size ? drawn.length : random.nextBelow(recordings);
    if (place < size) drawn[place] = { recording: listedRecording(row, labels), features };
  }
  const order = inOrderOfEmotions(drawn.map(({ recording }) => recording.emotion));
  drawn.sort((a, b) => order.indexOf(a.recording.emotion) - order.indexOf(b.recording.emotion));
  return {
    recordings,
    cells: [...cells.values()],
    durations,
    sample: drawn.map(({ recording }) => recording),
    speakers: [...speakers].sort(),
    features: drawn.map(({ features }) => features),
  };
}

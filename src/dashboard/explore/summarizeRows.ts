import { seededRandom } from "../../evaluation/seededRandom.js";
import { emotions, intensities, parseRecordingName, type Emotion, type Gender } from "../../corpus/ravdess.js";
import type { FeatureRow } from "../../features/featureRow.js";

/** Recordings whose features are kept for box plots and the map: drawn evenly from all. */
const sampleSize = 2_000;

/** Width of a bin of the durations, in seconds. */
export const durationBinSec = 0.25;

/** Longer ones are counted in the last bin. */
const durationBins = 40;

export interface CountedCell {
  readonly emotion: Emotion;
  readonly gender: Gender;
  readonly intensity: (typeof intensities)[number];
  readonly statement: 1 | 2;
  readonly count: number;
}

export interface SampledRecording {
  readonly key: string;
  readonly emotion: Emotion;
  readonly gender: Gender;
  readonly durationSec: number;
}

export interface RowSummary {
  readonly recordings: number;
  readonly cells: readonly CountedCell[];
  /** counts by bin of durationBinSec, for each emotion and gender: "happy woman" */
  readonly durations: Readonly<Record<string, readonly number[]>>;
  readonly sample: readonly SampledRecording[];
  /** of the sampled recordings, in their order, one array a recording */
  readonly features: readonly Float32Array[];
}

/** Counts all recordings and draws some of them, in one pass and in constant memory (reservoir sampling). */
export async function summarizeRows(rows: AsyncIterable<FeatureRow>, size = sampleSize): Promise<RowSummary> {
  const cells = new Map<string, CountedCell>();
  const durations: Record<string, number[]> = {};
  const drawn: { recording: SampledRecording; features: Float32Array }[] = [];
  const random = seededRandom(42);
  let recordings = 0;
  for await (const { key, durationSec, features } of rows) {
    const name = parseRecordingName(key);
    if (name.kind === "skip") continue;
    const { emotion, gender, intensity, statement } = name.recording;
    recordings += 1;
    const cell = `${emotion} ${gender} ${intensity} ${statement}`;
    cells.set(cell, { emotion, gender, intensity, statement, count: (cells.get(cell)?.count ?? 0) + 1 });
    const bins = (durations[`${emotion} ${gender}`] ??= new Array<number>(durationBins).fill(0));
    bins[Math.min(durationBins - 1, Math.floor(durationSec / durationBinSec))]! += 1;
    const place = drawn.length < size ? drawn.length : random.nextBelow(recordings);
    if (place < size) drawn[place] = { recording: { key, emotion, gender, durationSec }, features };
  }
  drawn.sort((a, b) => emotions.indexOf(a.recording.emotion) - emotions.indexOf(b.recording.emotion));
  return {
    recordings,
    cells: [...cells.values()],
    durations,
    sample: drawn.map(({ recording }) => recording),
    features: drawn.map(({ features }) => features),
  };
}

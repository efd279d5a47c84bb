import { speechRate } from "../dsp/speech/speechFrames.js";
import type { FeatureRow } from "./featureRow.js";
import type { FeatureSet } from "./featureSet.js";

/** Less speech than this gives functionals little to be made of. Seconds. */
const shortSpeechSec = 0.3;

/**
 * What a reader should know of a recording before trusting its features: one sentence each, none for a common recording.
 *
 * @param row its sourceRate and features, of that set
 * @returns of a set without functionals only what its rate tells
 * @example featureNotes({ sourceRate: 8_000, features }, set) // ["recorded at 8000 Hz: there is nothing above 4000 Hz, …"]
 */
export function featureNotes(row: Pick<FeatureRow, "sourceRate" | "features">, set: FeatureSet): string[] {
  const valueOf = (name: string): number | undefined => {
    const column = set.columns.findIndex((known) => known.name === name);
    return column === -1 ? undefined : row.features[column];
  };
  const notes: string[] = [];
  if (row.sourceRate < speechRate)
    notes.push(
      `recorded at ${row.sourceRate} Hz: there is nothing above ${row.sourceRate / 2} Hz, where models trained on wider recordings look too`,
    );
  const duration = valueOf("activePart_duration");
  if (duration === undefined) return notes;
  if (valueOf("activePart_voicedShare") === 0)
    notes.push("no voice found: pitch, harmonicity and formants are those of an empty contour");
  if (duration < shortSpeechSec)
    notes.push(`only ${duration.toFixed(2)} s of sound above the background: its statistics rest on few frames`);
  return notes;
}

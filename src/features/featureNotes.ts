import { speechRate } from "../dsp/speech/speechFrames.js";
import type { FeatureRow } from "./featureRow.js";
import type { FeatureSet } from "./featureSet.js";

/** With less speech than this (seconds), functionals rest on too little data. */
const shortSpeechSec = 0.3;

/**
 * Notes that limit trust in a recording's features: one sentence each, none for an ordinary recording.
 *
 * @param row its sourceRate and features, of that set
 * @returns for a set without functionals, only notes on its rate
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
      `recorded at ${row.sourceRate} Hz: there is nothing above ${row.sourceRate / 2} Hz, a range that models trained on wideband recordings use`,
    );
  const duration = valueOf("activePart_duration");
  if (duration === undefined) return notes;
  if (valueOf("activePart_voicedShare") === 0)
    notes.push("no voice found: pitch, harmonicity and formants are placeholders");
  if (duration < shortSpeechSec)
    notes.push(`only ${duration.toFixed(2)} s of sound above the background, so the statistics rest on few frames`);
  return notes;
}

import { describe, expect, test } from "vitest";
import { defaultExtractionSettings } from "../../src/features/extraction.js";
import { featureSetOf } from "../../src/features/featureSet.js";
import { readRecording, references, withoutGolden, type Reference } from "../support/realRecordings.js";
import { wavExtractor } from "../support/extractors.js";

const columns = featureSetOf(["mean161"]).columns.map((column) => column.name);

/** One column of one recording: |ours - librosa's| in standard deviations of the column over the reference file. */
interface ColumnError {
  readonly file: string;
  readonly column: string;
  readonly error: number;
}

function columnDeviations(rows: readonly Reference[]): number[] {
  return columns.map((_, c) => {
    const mean = rows.reduce((sum, { features }) => sum + features[c]!, 0) / rows.length;
    return Math.sqrt(rows.reduce((sum, { features }) => sum + (features[c]! - mean) ** 2, 0) / rows.length);
  });
}

function errorsAt(rate: "16000" | "native" | "1600"): ColumnError[] {
  const sampleRate = rate === "native" ? rate : Number(rate);
  const extract = wavExtractor({ ...defaultExtractionSettings, sampleRate });
  const rows = references(rate);
  const deviations = columnDeviations(rows);
  return rows.flatMap(({ file, samples, features }) => {
    const ours = extract(readRecording(file));
    expect({ file, samples: ours.samples }).toEqual({ file, samples });
    return columns.map((column, c) => {
      const error = Math.abs(ours.features[c]! - features[c]!) / deviations[c]!;
      return { file, column, error };
    });
  });
}

/** The columns with an error above `limit`. */
function beyond(errors: readonly ColumnError[], limit: number): ColumnError[] {
  return errors.filter(({ error }) => !(error <= limit));
}

function quantile(errors: readonly ColumnError[], share: number): number {
  const sorted = errors.map(({ error }) => error).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)]!;
}

describe.skipIf(withoutGolden)(`features of real files, against librosa's${withoutGolden}`, () => {
  test("agree at the native rate", () => {
    const errors = errorsAt("native");
    expect(beyond(errors, 0.01)).toEqual([]);
    expect(quantile(errors, 0.999)).toBeLessThanOrEqual(0.001);
  });

  test("agree at 16,000 Hz, including silent passages", () => {
    expect(beyond(errorsAt("16000"), 0.01)).toEqual([]);
  });

  test("agree at 1,600 Hz", () => {
    expect(beyond(errorsAt("1600"), 0.05)).toEqual([]);
  });
});

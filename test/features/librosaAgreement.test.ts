import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createFeatureBackend } from "../../src/features/createFeatureBackend.js";
import { type Reference, references, withoutGolden } from "../support/realRecordings.js";
import { deviations, errorsOf, largest, recording } from "../dsp/agreement.js";

/*
 * Our features against librosa's on real recordings. The error of a column is |ours - librosa's| divided by the
 * column's standard deviation over the reference file.
 */

interface Comparison {
  readonly file: string;
  /** of each of the 161 columns */
  readonly errors: Float64Array;
  readonly sameTuning: boolean;
  readonly sameLength: boolean;
}

function compare(rate: "native" | "16000" | "1600", kind: "wasm-simd" | "typescript", every = 1): Comparison[] {
  const all = references(rate);
  const units = deviations(all);
  const engine = createFeatureBackend({ kind });
  const chosen = all.filter((_, i) => i % every === 0);
  return chosen.map((reference: Reference) => {
    const { samples, sampleRate } = recording(reference.file);
    const ours = engine.features(samples, sampleRate, reference.sampleRate);
    return {
      file: reference.file,
      errors: errorsOf(ours.features, reference, units),
      sameTuning: Math.abs(ours.tuning - reference.tuning) < 1e-6,
      sameLength: ours.samples === reference.samples,
    };
  });
}

/** A row of docs/librosa.md's table of errors. */
interface Published {
  readonly rate: "native" | "16000" | "1600";
  readonly files: number;
  readonly largestError: number;
  readonly differingTunings: number;
}

const published = [
  ...readFileSync(new URL("../../docs/librosa.md", import.meta.url), "utf8").matchAll(
    /^\| (native|16000|1600) +\| (\d+) +\| ([\d.]+) +\| (\d+) +\|$/gm,
  ),
].map(([, rate, ...figures]): Published => {
  const [files, largestError, differingTunings] = figures.map(Number) as [number, number, number];
  return { rate: rate as Published["rate"], files, largestError, differingTunings };
});

test("docs/librosa.md publishes an error for each rate", () => {
  expect(published.map(({ rate }) => rate)).toEqual(["native", "16000", "1600"]);
});

describe.skipIf(withoutGolden)(`librosa's numbers${withoutGolden}`, () => {
  test.each(published)("agree with ours at $rate Hz as closely as docs/librosa.md states", (row) => {
    const results = compare(row.rate, "wasm-simd");
    expect(results).toHaveLength(row.files);
    expect(largest(results.map(({ errors }) => largest(errors)))).toBeLessThanOrEqual(row.largestError);
    expect(results.filter(({ sameTuning }) => !sameTuning)).toHaveLength(row.differingTunings);
    expect(results.filter(({ sameLength }) => !sameLength)).toEqual([]);
  });

  // Nine recordings at each rate, because the plain functions take a hundred times longer.
  test.each(["native", "16000", "1600"] as const)("also agree with the plain functions at %s Hz", (rate) => {
    const results = compare(rate, "typescript", rate === "16000" ? 107 : 11);
    expect(largest(results.map(({ errors }) => largest(errors)))).toBeLessThan(0.0001);
    expect(results.filter(({ sameTuning, sameLength }) => !sameTuning || !sameLength)).toEqual([]);
  });
});

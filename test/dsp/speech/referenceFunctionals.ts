import { readFileSync } from "node:fs";
import { allFunctionals, functionalColumns, isLevel } from "../../../src/dsp/speech/functionalColumns.js";
import type { MadeUp } from "./madeUp.js";

export interface ReferenceRow {
  readonly madeUp?: MadeUp;
  readonly file?: string;
  readonly values: readonly number[];
}

interface Reference {
  /** of every column over 60 recordings, levels among them */
  readonly deviations: readonly number[];
  readonly rows: readonly ReferenceRow[];
}

/** Made by fixtures/speech/reference.py. */
export const reference = JSON.parse(
  readFileSync(new URL("../../fixtures/speech/reference.json", import.meta.url), "utf8"),
) as Reference;
const isKept = allFunctionals.map(({ descriptor, functional }) => !isLevel(descriptor, functional));
const units = reference.deviations.filter((_, i) => isKept[i]);

/** Columns that differ from the reference by more than this many standard deviations. */
export function beyond(values: Float64Array, wanted: readonly number[], share: number): string[] {
  const kept = wanted.filter((_, i) => isKept[i]);
  return functionalColumns.flatMap(({ descriptor, functional }, i) => {
    const error = Math.abs(values[i]! - kept[i]!) / Math.max(units[i]!, 1e-6);
    return error > share ? [`${descriptor}_${functional}: ${values[i]!} for ${kept[i]!}`] : [];
  });
}

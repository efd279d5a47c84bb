import type { FeatureRow } from "../featureRow.js";

/** A format of tables, written from the first row to the last. */
export interface TableEncoder {
  /** @returns what can be written now that these rows are known; the file's head comes with the first */
  group(rows: readonly FeatureRow[]): string | Uint8Array;
  /** @returns the file's end */
  end(): string | Uint8Array;
}

import type { FeatureRow } from "../featureRow.js";

/** A format of tables, written from the first row to the last. */
export interface TableEncoder {
  /** @returns the bytes that these rows complete; the first call includes the file's header */
  group(rows: readonly FeatureRow[]): string | Uint8Array;
  /** @returns the file's end */
  end(): string | Uint8Array;
}

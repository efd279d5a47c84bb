import type { TableColumn } from "./columns.js";

/** Nine digits identify every float32; a float64 needs JavaScript's own output. */
const float32Digits = 9;

/** A number as text that parses to the same number of the column's type, without meaningless digits. */
export function decimal(value: number, type: TableColumn["type"]): string {
  return type === "FLOAT" ? String(Number(value.toPrecision(float32Digits))) : String(value);
}

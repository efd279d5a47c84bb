import type { TableColumn } from "./columns.js";

/** Nine digits tell every float32 from its neighbours; a float64 needs what JavaScript writes. */
const float32Digits = 9;

/** A number as text that reads back as the same number of the column's type, without digits that mean nothing. */
export function decimal(value: number, type: TableColumn["type"]): string {
  return type === "FLOAT" ? String(Number(value.toPrecision(float32Digits))) : String(value);
}

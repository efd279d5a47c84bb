import { tableColumns, tableRow, type TableColumn } from "./columns.js";
import type { FeatureRow } from "../featureRow.js";
import { decimal } from "./decimal.js";
import type { TableEncoder } from "./tableEncoder.js";

/** One JSON object per row; missing values are null. */
export class JsonLinesTable implements TableEncoder {
  readonly #columns: readonly TableColumn[];

  constructor(featureSet: string, names: readonly string[]) {
    this.#columns = tableColumns(featureSet, names);
  }

  group(rows: readonly FeatureRow[]): string {
    return rows
      .map(tableRow)
      .map((row) => {
        const fields = this.#columns.map((column) => {
          const value = column.of(row);
          const json = typeof value === "number" ? decimal(value, column.type) : JSON.stringify(value ?? null);
          return `${JSON.stringify(column.name)}:${json}`;
        });
        return `{${fields.join(",")}}\n`;
      })
      .join("");
  }

  end(): string {
    return "";
  }
}

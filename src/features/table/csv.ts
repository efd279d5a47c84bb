import { tableColumns, tableRow, type TableColumn } from "./columns.js";
import type { FeatureRow } from "../featureRow.js";
import type { TableEncoder } from "./tableEncoder.js";
import { csvField } from "./csvField.js";
import { decimal } from "./decimal.js";

/** Comma-separated values with a header; lines end in CR LF, and missing values are empty. Source: RFC 4180. */
export class CsvTable implements TableEncoder {
  readonly #columns: readonly TableColumn[];
  #head: string;

  constructor(featureSet: string, names: readonly string[]) {
    this.#columns = tableColumns(featureSet, names);
    this.#head = `${this.#columns.map(({ name }) => csvField(name)).join(",")}\r\n`;
  }

  group(rows: readonly FeatureRow[]): string {
    const lines = rows.map(tableRow).map((row) => {
      const fields = this.#columns.map((column) => {
        const value = column.of(row);
        return typeof value === "number" ? decimal(value, column.type) : csvField(value ?? "");
      });
      return `${fields.join(",")}\r\n`;
    });
    const head = this.#head;
    this.#head = "";
    return head + lines.join("");
  }

  end(): string {
    return "";
  }
}

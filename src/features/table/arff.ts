import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import { tableColumns, tableRow, type TableColumn } from "./columns.js";
import type { FeatureRow } from "../featureRow.js";
import { decimal } from "./decimal.js";
import type { TableEncoder } from "./tableEncoder.js";

/**
 * Weka's attribute-relation file format. The emotion comes last, where Weka expects the class.
 *
 * Source: https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/, and for the escapes inside quotes
 * weka.core.Utils.backQuoteChars.
 */
export class ArffTable implements TableEncoder {
  readonly #columns: readonly TableColumn[];
  #head: string;

  /**
   * @param emotions every emotion of the rows, declared as the classes in the header
   * @param withText keeps columns of free text (keys, ETags), which most of Weka's learners and scipy reject.
   *                 @defaultValue false
   */
  constructor(run: string, featureSet: string, names: readonly string[], emotions: Iterable<string>, withText = false) {
    const columns = tableColumns(featureSet, names)
      .map((column) =>
        column.name === "emotion"
          ? { ...column, values: inOrderOfEmotions([...(column.values ?? []), ...emotions]) }
          : column,
      )
      .filter((column) => withText || !isText(column));
    const isClass = ({ name }: TableColumn): boolean => name === "emotion";
    this.#columns = [...columns.filter((column) => !isClass(column)), ...columns.filter(isClass)];
    const attributes = this.#columns.map((column) => `@ATTRIBUTE ${column.name} ${kindOf(column)}\n`);
    this.#head = `@RELATION ${quoted(`${run} ${featureSet}`)}\n\n${attributes.join("")}\n@DATA\n`;
  }

  group(rows: readonly FeatureRow[]): string {
    const lines = rows.map(tableRow).map((row) => {
      const fields = this.#columns.map((column) => {
        const value = column.of(row);
        if (value === undefined) return "?";
        return typeof value === "number" ? decimal(value, column.type) : column.values ? nominal(value) : quoted(value);
      });
      return `${fields.join(",")}\n`;
    });
    const head = this.#head;
    this.#head = "";
    return head + lines.join("");
  }

  end(): string {
    return "";
  }
}

/** A free text, as opposed to one of known values. */
function isText({ type, values }: TableColumn): boolean {
  return type === "STRING" && values === undefined;
}

function kindOf({ type, values }: TableColumn): string {
  if (type !== "STRING") return "NUMERIC";
  return values === undefined ? "STRING" : `{${values.map(nominal).join(",")}}`;
}

/** A class value, quoted only if it contains special characters of ARFF. */
function nominal(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : quoted(text);
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "%": "\\%",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\u001e": "\\u001E",
};

function quoted(text: string): string {
  return `'${text.replace(/[\\'"%\t\n\r\u001e]/g, (character) => escapes[character]!)}'`;
}

import { type CandidateParams, paramNames } from "../../evaluation/paramGrid.js";

type ParamName = keyof CandidateParams;

/** The table layout of a search's candidates. Rows and columns are combinations of values, as text. */
export interface GridLayout {
  readonly columnNames: readonly ParamName[];
  readonly rowNames: readonly ParamName[];
  /** shape [nColumns][columnNames.length] */
  readonly columns: readonly (readonly string[])[];
  /** shape [nRows][rowNames.length] */
  readonly rows: readonly (readonly string[])[];
  /** index of the candidate in a cell, shape [nRows][nColumns]; undefined if there is none */
  readonly cells: readonly (readonly (number | undefined)[])[];
}

/**
 * Lays out the parameters that vary: the first of them as columns, while these are at most `maxColumns`, the others as
 * rows. Rows and columns appear in the order of the candidates; combinations without a candidate get no row or column.
 */
export function layOutGrid(candidates: readonly CandidateParams[], maxColumns: number): GridLayout {
  const varying = paramNames.filter((name) => new Set(candidates.map((params) => valueText(name, params))).size > 1);
  let nInColumns = 0;
  while (nInColumns < varying.length) {
    const wider = combinations(varying.slice(0, nInColumns + 1), candidates);
    if (wider.length > maxColumns) break;
    nInColumns += 1;
  }
  const columnNames = varying.slice(0, nInColumns);
  const rowNames = varying.slice(nInColumns);
  const columns = combinations(columnNames, candidates);
  const rows = combinations(rowNames, candidates);
  const placed = new Map(
    candidates.map((params, index) => [key([...textsOf(rowNames, params), ...textsOf(columnNames, params)]), index]),
  );
  const cells = rows.map((row) => columns.map((column) => placed.get(key([...row, ...column]))));
  return { columnNames, rowNames, columns, rows, cells };
}

/** A header cell over several rows or columns that share their first values. */
export interface Span {
  readonly text: string;
  readonly start: number;
  readonly length: number;
}

/** The header cells of one level: adjacent cells are merged while they agree up to this level. */
export function spansOf(combos: readonly (readonly string[])[], level: number): readonly Span[] {
  const spans: Span[] = [];
  for (const [i, combo] of combos.entries()) {
    const last = spans.at(-1);
    const joins = last !== undefined && key(combos[last.start]!.slice(0, level + 1)) === key(combo.slice(0, level + 1));
    if (joins) spans[spans.length - 1] = { ...last, length: last.length + 1 };
    else spans.push({ text: combo[level]!, start: i, length: 1 });
  }
  return spans;
}

/** A parameter's name for people. */
export const paramWords: Readonly<Record<ParamName, string>> = {
  nEstimators: "n_estimators",
  maxDepth: "max_depth",
  maxFeatures: "max_features",
  maxSamples: "max_samples",
  criterion: "criterion",
  minSamplesSplit: "min_samples_split",
  minSamplesLeaf: "min_samples_leaf",
  bootstrap: "bootstrap",
  classWeight: "class_weight",
};

function valueText(name: ParamName, params: CandidateParams): string {
  const value = params[name];
  if (value === null) return "none";
  if (typeof value === "object")
    return "count" in value ? String(value.count) : `${Number((value.fraction * 100).toFixed(2))}\u202f%`;
  return String(value);
}

function textsOf(names: readonly ParamName[], params: CandidateParams): string[] {
  return names.map((name) => valueText(name, params));
}

function combinations(names: readonly ParamName[], candidates: readonly CandidateParams[]): readonly string[][] {
  const distinct = new Map(candidates.map((params) => [key(textsOf(names, params)), textsOf(names, params)]));
  return [...distinct.values()];
}

function key(texts: readonly string[]): string {
  return JSON.stringify(texts);
}

import { ParameterError } from "../shared/errors.js";
import type { Matrix } from "../shared/matrix.js";
import { ColumnOrder } from "./columnOrder.js";

/** Labels in the user's form: one integer per row. */
export type Labels = Int32Array | readonly number[];

/**
 * A labelled matrix with every column ranked once; all trees, candidates and folds share it.
 *
 * Ranking makes a row's value in a column its place among all rows, so that a node sorts small integers instead of
 * numbers (rowOrder.ts). Places are stored row by row and their inverse column by column: small nodes read many
 * features of few rows, large ones a feature of all rows, and both read contiguous memory.
 */
export interface RankedDataset {
  readonly X: Matrix;
  /** the distinct labels, ascending, shape [nClasses] */
  readonly classes: Int32Array;
  /** index into `classes` of each row's label, shape [rows] */
  readonly classOf: Int32Array;
  /** place of row r among all rows by its value in column c, at r * cols + c; equal values are in row order */
  readonly places: Int32Array;
  /** the inverse: the row at place i of column c, at c * rows + i */
  readonly rowAt: Int32Array;
  /** for each column 1 if some value occurs twice, else 0; without repeated values, nodes need not compare values */
  readonly hasTies: Uint8Array;
}

/**
 * Ranks the columns of X and numbers the classes of y. Cost: cols * rows steps.
 *
 * @param X shape [nSamples, nFeatures], finite
 * @param y one integer label per row, shape [nSamples]
 * @throws ParameterError naming a wrong shape, the first value that is not finite, or a label that is not an integer
 * @example rankDataset(X, y).classes.length // 2
 */
export function rankDataset(X: Matrix, y: Labels): RankedDataset {
  checkMatrix(X);
  const { classes, classOf } = numberClasses(y, X.rows);
  return { X, classes, classOf, ...rankColumns(X) };
}

/**
 * @throws ParameterError if X is empty, its data does not fill its shape, a value is not finite, or (where stated) its
 *   columns are not `cols`
 */
export function checkMatrix(X: Matrix, cols?: number): void {
  if (!Number.isInteger(X.rows) || X.rows < 1) throw new ParameterError("X.rows", "an integer of at least 1", X.rows);
  if (!Number.isInteger(X.cols) || X.cols < 1) throw new ParameterError("X.cols", "an integer of at least 1", X.cols);
  if (cols !== undefined && X.cols !== cols) throw new ParameterError("X.cols", `the ${cols} features of fit`, X.cols);
  const { data } = X;
  if (!(data instanceof Float64Array) || data.length !== X.rows * X.cols)
    throw new ParameterError("X.data", `a Float64Array of rows * cols = ${X.rows * X.cols} numbers`, data.length);
  for (let i = 0; i < data.length; i++) {
    // NaN and both infinities, and nothing else, differ from 0 times themselves.
    if (data[i]! * 0 !== 0) {
      const where = `X[${Math.floor(i / X.cols)}, ${i % X.cols}]`;
      throw new ParameterError(where, "a finite number", data[i]);
    }
  }
}

/** @throws ParameterError if `y` does not have one 32-bit integer per row */
export function numberClasses(y: Labels, rows: number): { classes: Int32Array; classOf: Int32Array } {
  if (y.length !== rows) throw new ParameterError("y", `${rows} labels, one for each row of X`, y.length);
  for (let r = 0; r < rows; r++) {
    if ((y[r]! | 0) !== y[r]) throw new ParameterError(`y[${r}]`, "an integer of 32 bits", y[r]);
  }
  const classes = Int32Array.from(new Set(y)).sort();
  const indexOf = new Map(Array.from(classes, (label, index) => [label, index]));
  return { classes, classOf: Int32Array.from(y, (label) => indexOf.get(label)!) };
}

function rankColumns({ rows, cols, data }: Matrix): Pick<RankedDataset, "places" | "rowAt" | "hasTies"> {
  const places = new Int32Array(cols * rows);
  const rowAt = new Int32Array(cols * rows);
  const hasTies = new Uint8Array(cols);
  const order = new ColumnOrder(rows);
  for (let c = 0; c < cols; c++) {
    for (let r = 0; r < rows; r++) order.column[r] = data[r * cols + c]!;
    const sorted = order.sort();
    hasTies[c] = Number(order.hasTies);
    for (let place = 0; place < rows; place++) {
      const row = sorted[place]!;
      rowAt[c * rows + place] = row;
      places[row * cols + c] = place;
    }
  }
  return { places, rowAt, hasTies };
}

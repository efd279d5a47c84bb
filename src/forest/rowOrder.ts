import type { RankedDataset } from "./rankedDataset.js";

/**
 * Sorts a node's rows by one feature after another, using the order of all rows that the dataset has ranked once.
 *
 * Three methods, chosen by the node's share of the dataset; all give the same order:
 *
 * - most rows: read the dataset's order from end to end and keep the rows that are in the node;
 * - other rows: put their places into a set of bits and read it back in order. A second set marks the words of the
 *   first that hold any bit, so that empty ranges cost 1/1024 of their length:
 *
 *       marks   1            0            1          one bit per word below
 *               │                         │
 *       bits    0100..0010   0000..0000   1000..     one bit per place
 *
 * - so few rows that reading the marks alone would take longer: sort their places by insertion.
 *
 * Sorting n rows of a dataset of N takes about n + N / 1024 steps: less than n log n at every size met here.
 */
export class RowOrder {
  /** the node's rows as last sorted, in its first elements */
  readonly sorted: Int32Array;
  readonly #dataset: RankedDataset;
  /** 1 for the rows of the current node, shape [rows] */
  readonly #isInside: Uint8Array;
  /** for the places in use, the row that has it; shape [rows] */
  readonly #rowAt: Int32Array;
  readonly #placeOf: Int32Array;
  readonly #bits: Int32Array;
  readonly #marks: Int32Array;
  #rows: Int32Array = new Int32Array(0);
  #start = 0;
  #end = 0;

  constructor(dataset: RankedDataset) {
    const { rows } = dataset.X;
    this.#dataset = dataset;
    // One element more: the first method writes before it decides whether to keep.
    this.sorted = new Int32Array(rows + 1);
    this.#isInside = new Uint8Array(rows);
    this.#rowAt = new Int32Array(rows);
    this.#placeOf = new Int32Array(rows);
    this.#bits = new Int32Array((rows >>> 5) + 1);
    this.#marks = new Int32Array((rows >>> 10) + 1);
  }

  /** Enters the node of rows[start .. end - 1]; call `leave` before the next. */
  enter(rows: Int32Array, start: number, end: number): void {
    this.#rows = rows;
    this.#start = start;
    this.#end = end;
    for (let i = start; i < end; i++) this.#isInside[rows[i]!] = 1;
  }

  leave(): void {
    for (let i = this.#start; i < this.#end; i++) this.#isInside[this.#rows[i]!] = 0;
  }

  /** Fills `sorted` with the node's rows, ascending by a feature. */
  sort(feature: number): void {
    const nRows = this.#dataset.X.rows;
    const size = this.#end - this.#start;
    if (size * filterShare > nRows) this.#filter(feature * nRows);
    else if (size * size <= this.#marks.length) this.#insert(feature);
    else this.#collect(feature);
  }

  #filter(offset: number): void {
    const { rowAt, X } = this.#dataset;
    const isInside = this.#isInside;
    const sorted = this.sorted;
    let count = 0;
    const end = offset + X.rows;
    for (let i = offset; i < end; i++) {
      const row = rowAt[i]!;
      sorted[count] = row;
      count += isInside[row]!;
    }
  }

  #insert(feature: number): void {
    const { places, X } = this.#dataset;
    const rows = this.#rows;
    const start = this.#start;
    const sorted = this.sorted;
    const placeOf = this.#placeOf;
    const size = this.#end - start;
    // Loaded before they are compared: in large datasets each is a cache miss, and this way the loads overlap.
    for (let i = 0; i < size; i++) placeOf[i] = places[rows[start + i]! * X.cols + feature]!;
    for (let i = 0; i < size; i++) {
      const row = rows[start + i]!;
      const place = placeOf[i]!;
      let j = i;
      for (; j > 0 && placeOf[j - 1]! > place; j--) {
        placeOf[j] = placeOf[j - 1]!;
        sorted[j] = sorted[j - 1]!;
      }
      placeOf[j] = place;
      sorted[j] = row;
    }
  }

  #collect(feature: number): void {
    const { places, X } = this.#dataset;
    const rowAt = this.#rowAt;
    const rows = this.#rows;
    const bits = this.#bits;
    const marks = this.#marks;
    for (let i = this.#start; i < this.#end; i++) {
      const row = rows[i]!;
      const place = places[row * X.cols + feature]!;
      rowAt[place] = row;
      bits[place >>> 5]! |= 1 << place;
      marks[place >>> 10]! |= 1 << (place >>> 5);
    }
    const sorted = this.sorted;
    let count = 0;
    for (let m = 0; m < marks.length; m++) {
      let mark = marks[m]!;
      marks[m] = 0;
      while (mark !== 0) {
        const lowestMark = mark & -mark;
        mark ^= lowestMark;
        const word = (m << 5) + 31 - Math.clz32(lowestMark);
        let bit = bits[word]!;
        bits[word] = 0;
        const first = (word << 5) + 31;
        while (bit !== 0) {
          const lowestBit = bit & -bit;
          bit ^= lowestBit;
          sorted[count++] = rowAt[first - Math.clz32(lowestBit)]!;
        }
      }
    }
  }
}

/** A node of more than one row in this many is sorted by reading the whole order (measured). */
const filterShare = 5;

/**
 * Sorts some rows of a dataset by one feature, using the places the dataset has ranked once (rankedDataset.ts).
 *
 * Few rows are sorted by insertion. Many are put into a set of bits, one bit for each place, and read back in order;
 * a second set marks the words of the first that hold any bit, so that empty stretches cost 1/1024 of their length:
 *
 *     marks   1            0            1          one bit per word below
 *             │                         │
 *     bits    0100..0010   0000..0000   1000..     one bit per place
 *              │     │                  │
 *     rowAt    r7    r2                 r9         the row at each marked place
 *
 * Sorting n rows of a dataset of N takes about n + N / 1024 steps: less than n log n at every size met here.
 */
export class RowOrder {
  /** the rows last sorted, in its first elements */
  readonly sorted: Int32Array;
  readonly #rowAt: Int32Array;
  readonly #placeAt: Int32Array;
  readonly #bits: Int32Array;
  readonly #marks: Int32Array;

  /** @param rows how many rows the dataset has */
  constructor(rows: number) {
    this.sorted = new Int32Array(rows);
    this.#rowAt = new Int32Array(rows);
    this.#placeAt = new Int32Array(fewRows);
    this.#bits = new Int32Array((rows >>> 5) + 1);
    this.#marks = new Int32Array((rows >>> 10) + 1);
  }

  /**
   * Fills `sorted` with rows[start .. end - 1] in ascending order of their places.
   * @param places place of row r at offset + r
   */
  sort(rows: Int32Array, start: number, end: number, places: Int32Array, offset: number): void {
    if (end - start <= fewRows) this.#insert(rows, start, end, places, offset);
    else this.#collect(rows, start, end, places, offset);
  }

  #insert(rows: Int32Array, start: number, end: number, places: Int32Array, offset: number): void {
    const sorted = this.sorted;
    const placeAt = this.#placeAt;
    for (let i = start; i < end; i++) {
      const row = rows[i]!;
      const place = places[offset + row]!;
      let j = i - start;
      for (; j > 0 && placeAt[j - 1]! > place; j--) {
        placeAt[j] = placeAt[j - 1]!;
        sorted[j] = sorted[j - 1]!;
      }
      placeAt[j] = place;
      sorted[j] = row;
    }
  }

  #collect(rows: Int32Array, start: number, end: number, places: Int32Array, offset: number): void {
    const sorted = this.sorted;
    const rowAt = this.#rowAt;
    const bits = this.#bits;
    const marks = this.#marks;
    for (let i = start; i < end; i++) {
      const row = rows[i]!;
      const place = places[offset + row]!;
      rowAt[place] = row;
      bits[place >>> 5]! |= 1 << place;
      marks[place >>> 10]! |= 1 << (place >>> 5);
    }
    let count = 0;
    for (let m = 0; m < marks.length; m++) {
      let mark = marks[m]!;
      marks[m] = 0;
      while (mark !== 0) {
        const lowestMark = mark & -mark;
        mark ^= lowestMark;
        const word = (m << 5) + (31 - Math.clz32(lowestMark));
        let bit = bits[word]!;
        bits[word] = 0;
        while (bit !== 0) {
          const lowestBit = bit & -bit;
          bit ^= lowestBit;
          sorted[count++] = rowAt[(word << 5) + (31 - Math.clz32(lowestBit))]!;
        }
      }
    }
  }
}

/** Up to this many rows insertion is the faster of the two (measured). */
const fewRows = 16;

/**
 * Sorts row numbers by the numbers of a column: a radix sort, whose cost depends only on the number of rows.
 *
 * Doubles of one sign compare as their bits do, read as one whole number of 64 bits. Flipping the sign bit of the
 * positive ones and every bit of the negative ones makes that so for all; then the rows are distributed into 256
 * buckets by each of the eight bytes in turn, the least significant first, and keep their order within a bucket.
 */
export class ColumnOrder {
  /** the numbers to sort by, shape [rows]; written by the caller, destroyed by `sort` */
  readonly column: Float64Array;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  /** for each byte of a number and each value of that byte, how many rows have it; then where its next row goes */
  readonly #piles = new Int32Array(8 * 256);
  /** whether the column sorted last has repeated values */
  hasTies = false;
  #from: Int32Array;
  #to: Int32Array;

  constructor(rows: number) {
    this.column = new Float64Array(rows);
    this.#words = new Int32Array(this.column.buffer);
    this.#bytes = new Uint8Array(this.column.buffer);
    this.#from = new Int32Array(rows);
    this.#to = new Int32Array(rows);
  }

  /** @returns row numbers, ascending by `column`, equal values in row order, shape [rows]; overwritten by the next sort */
  sort(): Int32Array {
    this.#makeComparable();
    this.#countBytes();
    const rows = this.column.length;
    for (let row = 0; row < rows; row++) this.#from[row] = row;
    for (let rank = 0; rank < 8; rank++) {
      const byte = isLittleEndian ? rank : 7 - rank;
      // A byte that all rows share (the low ones of numbers that were float32, often the exponent) sorts nothing.
      if (this.#piles[byte * 256 + this.#bytes[byte]!] !== rows) this.#deal(byte);
    }
    this.hasTies = this.#findTies();
    return this.#from;
  }

  #findTies(): boolean {
    const words = this.#words;
    const sorted = this.#from;
    for (let i = 1; i < sorted.length; i++) {
      const a = 2 * sorted[i - 1]!;
      const b = 2 * sorted[i]!;
      if (words[a] === words[b] && words[a + 1] === words[b + 1]) return true;
    }
    return false;
  }

  #makeComparable(): void {
    const { column } = this;
    const words = this.#words;
    const high = isLittleEndian ? 1 : 0;
    for (let row = 0; row < column.length; row++) {
      // Adding 0 turns -0 into 0: they are the same value.
      column[row]! += 0;
      const sign = words[2 * row + high]! >> 31;
      words[2 * row + high]! ^= sign | 0x80000000;
      words[2 * row + 1 - high]! ^= sign;
    }
  }

  #countBytes(): void {
    const piles = this.#piles;
    const bytes = this.#bytes;
    piles.fill(0);
    for (let at = 0; at < bytes.length; at += 8) {
      for (let byte = 0; byte < 8; byte++) piles[byte * 256 + bytes[at + byte]!]!++;
    }
  }

  #deal(byte: number): void {
    const piles = this.#piles;
    const bytes = this.#bytes;
    const from = this.#from;
    const to = this.#to;
    let start = 0;
    for (let pile = byte * 256; pile < byte * 256 + 256; pile++) {
      const count = piles[pile]!;
      piles[pile] = start;
      start += count;
    }
    for (let i = 0; i < from.length; i++) {
      const row = from[i]!;
      to[piles[byte * 256 + bytes[8 * row + byte]!]!++] = row;
    }
    this.#from = to;
    this.#to = from;
  }
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/*
 * Products of matrices and Cholesky factors, a block of up to `blockSize` rows and columns at a time.
 * src/linear/wasmMatrixKernels.ts loads the blocks of larger matrices and stores the results. Compiled into a separate
 * module, wasm/linear.wasm.
 *
 * Each lane computes one element, adding its products one by one in order: the results are the same bits as those of
 * src/linear/gram.ts and src/linear/cholesky.ts.
 *
 * `left`, `right` and `factor` hold rows in strips of four, so that a column of a strip is two vectors: element (r, k)
 * is at 8 * (4 * (r / 4 * blockSize + k) + r % 4).
 */

/** A strip of each operand fits in the first cache, a whole block in the second. */
export const blockSize: i32 = 128;
/** Bytes of a row of `block`, and of a quarter of a strip. */
const rowBytes: usize = (<usize>blockSize) << 3;
const stripBytes: usize = rowBytes << 2;
const blockBytes: usize = rowBytes * <usize>blockSize;

/** f64 [blockSize, blockSize], row-major: what the products are added to, then the result. */
export const block: usize = heap.alloc(blockBytes);
/** f64, strips: the operands of the products. */
export const left: usize = heap.alloc(blockBytes);
export const right: usize = heap.alloc(blockBytes);
/** f64, strips: the Cholesky factor of a block on the diagonal. */
const factor: usize = heap.alloc(blockBytes);

/**
 * block += left rightᵀ. Rows and columns up to a multiple of four are computed.
 *
 * @param depth       products added to each element
 * @param isOnDiagonal whether only tiles on and below the diagonal are needed
 */
export function addProducts(rows: i32, cols: i32, depth: i32, isOnDiagonal: bool): void {
  for (let i = 0; i < rows; i += 4) {
    const end = isOnDiagonal ? min(cols, i + 4) : cols;
    for (let j = 0; j < end; j += 4) addTile(tileAt(i, j), stripAt(left, i), stripAt(right, j), depth);
  }
}

/**
 * Replaces the block, A, by its Cholesky factor, and keeps the factor for `solve`. Only the lower triangle is read and
 * written.
 *
 * @returns the number of rows, or the first row whose pivot, left on the diagonal, is not above 0
 */
export function factorise(rows: i32): i32 {
  for (let i = 0; i < rows; i += 4) {
    for (let j = 0; j < i; j += 4) {
      solveTile(i, j);
      for (let k = j; k < j + 4; k++) keepColumn(i, k);
    }
    addTile(tileAt(i, i), stripAt(left, i), stripAt(factor, i), i);
    for (let r = i; r < i + 4; r++) {
      const pivot = factoriseRow(r, i);
      if (!(pivot > 0)) return min(r, rows);
    }
    for (let k = i; k < i + 4; k++) keepColumn(i, k);
  }
  return rows;
}

/** Replaces the block, A, by X with X Lᵀ = A, where L is the factor of the last `factorise`. */
export function solve(rows: i32, cols: i32): void {
  for (let i = 0; i < rows; i += 4) for (let j = 0; j < cols; j += 4) solveTile(i, j);
}

function tileAt(i: i32, j: i32): usize {
  return block + <usize>i * rowBytes + ((<usize>j) << 3);
}

/** The strip that begins with row i, a multiple of four. */
function stripAt(strips: usize, i: i32): usize {
  return strips + ((<usize>i) >> 2) * stripBytes;
}

/** Adds the first `depth` products of two strips to four rows by four columns of the block. */
function addTile(tile: usize, a: usize, b: usize, depth: i32): void {
  let s00 = v128.load(tile);
  let s01 = v128.load(tile, 16);
  let s10 = v128.load(tile + rowBytes);
  let s11 = v128.load(tile + rowBytes, 16);
  let s20 = v128.load(tile + 2 * rowBytes);
  let s21 = v128.load(tile + 2 * rowBytes, 16);
  let s30 = v128.load(tile + 3 * rowBytes);
  let s31 = v128.load(tile + 3 * rowBytes, 16);
  for (const end = a + ((<usize>depth) << 5); a < end; a += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    b += 32;
    const a0 = v128.load64_splat(a);
    s00 = f64x2.add(s00, f64x2.mul(a0, b0));
    s01 = f64x2.add(s01, f64x2.mul(a0, b1));
    const a1 = v128.load64_splat(a, 8);
    s10 = f64x2.add(s10, f64x2.mul(a1, b0));
    s11 = f64x2.add(s11, f64x2.mul(a1, b1));
    const a2 = v128.load64_splat(a, 16);
    s20 = f64x2.add(s20, f64x2.mul(a2, b0));
    s21 = f64x2.add(s21, f64x2.mul(a2, b1));
    const a3 = v128.load64_splat(a, 24);
    s30 = f64x2.add(s30, f64x2.mul(a3, b0));
    s31 = f64x2.add(s31, f64x2.mul(a3, b1));
  }
  v128.store(tile, s00);
  v128.store(tile, s01, 16);
  v128.store(tile + rowBytes, s10);
  v128.store(tile + rowBytes, s11, 16);
  v128.store(tile + 2 * rowBytes, s20);
  v128.store(tile + 2 * rowBytes, s21, 16);
  v128.store(tile + 3 * rowBytes, s30);
  v128.store(tile + 3 * rowBytes, s31, 16);
}

/**
 * Solves for four rows and columns of the block, whose earlier columns are solved; `left` receives the negated solution,
 * with which addTile subtracts.
 */
function solveTile(i: i32, j: i32): void {
  const a = stripAt(left, i);
  const l = stripAt(factor, j);
  addTile(tileAt(i, j), a, l, j);
  const triangle = l + ((<usize>j) << 5);
  const l00 = load<f64>(triangle);
  const l10 = load<f64>(triangle, 8);
  const l20 = load<f64>(triangle, 16);
  const l30 = load<f64>(triangle, 24);
  const l11 = load<f64>(triangle, 40);
  const l21 = load<f64>(triangle, 48);
  const l31 = load<f64>(triangle, 56);
  const l22 = load<f64>(triangle, 80);
  const l32 = load<f64>(triangle, 88);
  const l33 = load<f64>(triangle, 120);
  let to = a + ((<usize>j) << 5);
  for (let r = i; r < i + 4; r++) {
    const row = tileAt(r, j);
    const x0 = load<f64>(row) / l00;
    const x1 = (load<f64>(row, 8) - x0 * l10) / l11;
    const x2 = (load<f64>(row, 16) - x0 * l20 - x1 * l21) / l22;
    const x3 = (load<f64>(row, 24) - x0 * l30 - x1 * l31 - x2 * l32) / l33;
    store<f64>(row, x0);
    store<f64>(row, x1, 8);
    store<f64>(row, x2, 16);
    store<f64>(row, x3, 24);
    store<f64>(to, -x0);
    store<f64>(to, -x1, 32);
    store<f64>(to, -x2, 64);
    store<f64>(to, -x3, 96);
    to += 8;
  }
}

/** The elements of row r from column `first` to the diagonal. @returns the pivot, whose root is the last of them */
function factoriseRow(r: i32, first: i32): f64 {
  const row = tileAt(r, 0);
  for (let j = first; j <= r; j++) {
    const other = tileAt(j, 0);
    const at = row + ((<usize>j) << 3);
    let sum = load<f64>(at);
    for (let k = (<usize>first) << 3; k < (<usize>j) << 3; k += 8) sum -= load<f64>(row + k) * load<f64>(other + k);
    store<f64>(at, sum);
    if (j == r) {
      if (sum > 0) store<f64>(at, Math.sqrt(sum));
      return sum;
    }
    store<f64>(at, sum / load<f64>(other + ((<usize>j) << 3)));
  }
  return 0;
}

/** Copies column k of four rows of the block into the factor. */
function keepColumn(i: i32, k: i32): void {
  const to = stripAt(factor, i) + ((<usize>k) << 5);
  for (let r = 0; r < 4; r++) store<f64>(to + ((<usize>r) << 3), load<f64>(tileAt(i + r, k)));
}

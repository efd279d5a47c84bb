import { ParameterError } from "../shared/errors.js";
import { type Matrix, zeros } from "../shared/matrix.js";
import type { MatrixKernels } from "./matrixKernels.js";

/** The exports of assembly/linear.ts, where each is documented. */
export interface LinearKernels {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly blockSize: { readonly value: number };
  readonly block: { readonly value: number };
  readonly left: { readonly value: number };
  readonly right: { readonly value: number };
  addProducts(rows: number, cols: number, depth: number, isOnDiagonal: boolean): void;
  factorise(rows: number): number;
  solve(rows: number, cols: number): void;
}

/** Element k of vector r is at r * stride + k * step: the rows of a matrix, or its columns. */
interface Vectors {
  readonly data: Float64Array;
  readonly stride: number;
  readonly step: number;
}

/** A block of a matrix, from row `first` and column `from` on. */
interface Block {
  readonly first: number;
  readonly rows: number;
  readonly from: number;
  readonly cols: number;
  /** whether only elements on and below the diagonal are needed, from which the block begins */
  readonly isOnDiagonal: boolean;
}

/**
 * The operations in WebAssembly SIMD: the same bits as TypeScript's, several times faster. Matrices of any size pass
 * through the module's memory block by block; it takes half a megabyte.
 *
 * @param kernels an instance of assembly/linear.ts for exclusive use
 */
export function createWasmMatrixKernels(kernels: LinearKernels): MatrixKernels {
  const size = kernels.blockSize.value;
  const values = ({ value }: { readonly value: number }): Float64Array =>
    new Float64Array(kernels.memory.buffer, value, size * size);
  const block = values(kernels.block);
  const left = values(kernels.left);
  const right = values(kernels.right);

  /**
   * Adds to the block the inner products of vectors `first` .. of one set with vectors `from` .. of another, or
   * subtracts them.
   *
   * @param length elements of the vectors to use
   */
  function accumulate(a: Vectors, b: Vectors, at: Block, length: number, sign: 1 | -1): void {
    for (let start = 0; start < length; start += size) {
      const depth = Math.min(size, length - start);
      pack(left, a, at.first, at.rows, start, depth, sign);
      pack(right, b, at.from, at.cols, start, depth, 1);
      kernels.addProducts(at.rows, at.cols, depth, at.isOnDiagonal);
    }
  }

  /** Elements of some vectors in strips of four, times `sign`; vectors past the last one repeat it. */
  function pack(
    to: Float64Array,
    { data, stride, step }: Vectors,
    first: number,
    count: number,
    start: number,
    depth: number,
    sign: 1 | -1,
  ): void {
    const last = first + count - 1;
    for (let r = 0; r < count; r += 4) {
      let a = (first + r) * stride + start * step;
      let b = Math.min(first + r + 1, last) * stride + start * step;
      let c = Math.min(first + r + 2, last) * stride + start * step;
      let d = Math.min(first + r + 3, last) * stride + start * step;
      const end = r * size + 4 * depth;
      for (let at = r * size; at < end; at += 4, a += step, b += step, c += step, d += step) {
        to[at] = sign * data[a]!;
        to[at + 1] = sign * data[b]!;
        to[at + 2] = sign * data[c]!;
        to[at + 3] = sign * data[d]!;
      }
    }
  }

  function gram(X: Matrix): Matrix {
    const n = X.rows;
    const G = zeros(n, n);
    const vectors = rowsOf(X);
    for (const at of lowerBlocks(n, size)) {
      block.fill(0);
      accumulate(vectors, vectors, at, X.cols, 1);
      for (let r = 0; r < at.rows; r++) {
        const i = at.first + r;
        const length = lengthInTriangle(at, r);
        for (let c = 0, j = at.from; c < length; c++, j++) G.data[i * n + j] = G.data[j * n + i] = block[r * size + c]!;
      }
    }
    return G;
  }

  function choleskyFactor(A: Matrix): Matrix {
    const n = A.rows;
    if (A.cols !== n) throw new ParameterError("A", "a square matrix", `${n} x ${A.cols}`);
    const L = zeros(n, n);
    const vectors = rowsOf(L);
    for (const at of lowerBlocks(n, size)) {
      const { first, rows, from, cols } = at;
      for (let r = 0; r < rows; r++) {
        const begin = (first + r) * n + from;
        block.set(A.data.subarray(begin, begin + lengthInTriangle(at, r)), r * size);
      }
      accumulate(vectors, vectors, at, from, -1);
      if (at.isOnDiagonal) factoriseBlock(at);
      else kernels.solve(rows, cols);
      for (let r = 0; r < rows; r++)
        L.data.set(block.subarray(r * size, r * size + lengthInTriangle(at, r)), (first + r) * n + from);
    }
    return L;
  }

  function factoriseBlock({ first, rows }: Block): void {
    const failed = kernels.factorise(rows);
    if (failed === rows) return;
    const pivot = block[failed * size + failed]!;
    throw new ParameterError("A", "a positive definite matrix", `pivot ${pivot} in row ${first + failed}`);
  }

  function weightedRowSums(X: Matrix, B: Matrix): Matrix {
    const sums = zeros(B.cols, X.cols);
    for (const at of blocks(B.cols, X.cols, size)) {
      block.fill(0);
      accumulate(columnsOf(B), columnsOf(X), at, X.rows, 1);
      for (let r = 0; r < at.rows; r++)
        sums.data.set(block.subarray(r * size, r * size + at.cols), (at.first + r) * X.cols + at.from);
    }
    return sums;
  }

  return { kind: "wasm-simd", gram, choleskyFactor, weightedRowSums };
}

function rowsOf({ data, cols }: Matrix): Vectors {
  return { data, stride: cols, step: 1 };
}

function columnsOf({ data, cols }: Matrix): Vectors {
  return { data, stride: 1, step: cols };
}

/** The blocks of a matrix, column by column of blocks, from the top. */
function* blocks(rows: number, cols: number, size: number): Generator<Block> {
  for (let from = 0; from < cols; from += size)
    for (let first = 0; first < rows; first += size)
      yield {
        first,
        rows: Math.min(size, rows - first),
        from,
        cols: Math.min(size, cols - from),
        isOnDiagonal: false,
      };
}

/** The blocks of an n by n matrix on and below its diagonal, in the same order. */
function* lowerBlocks(n: number, size: number): Generator<Block> {
  for (const at of blocks(n, n, size)) if (at.first >= at.from) yield { ...at, isOnDiagonal: at.first === at.from };
}

/** Elements of row r of a block that are on or below the matrix's diagonal. */
function lengthInTriangle({ first, from, cols }: Block, r: number): number {
  return Math.min(cols, first + r - from + 1);
}

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

/** A block of a square matrix, from row `first` and column `from` on. */
interface Block {
  readonly first: number;
  readonly rows: number;
  readonly from: number;
  readonly cols: number;
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
   * Adds to the block the inner products of X's rows `first` .. with its rows `from` .., or subtracts them.
   *
   * @param length columns of X to use
   */
  function accumulate(X: Matrix, { first, rows, from, cols }: Block, length: number, sign: 1 | -1): void {
    for (let start = 0; start < length; start += size) {
      const depth = Math.min(size, length - start);
      pack(left, X, first, rows, start, depth, sign);
      pack(right, X, from, cols, start, depth, 1);
      kernels.addProducts(rows, cols, depth, first === from);
    }
  }

  /** Part of some rows in strips of four, times `sign`; rows past the last one repeat it. */
  function pack(
    to: Float64Array,
    { cols, data }: Matrix,
    first: number,
    rows: number,
    start: number,
    depth: number,
    sign: 1 | -1,
  ): void {
    const last = first + rows - 1;
    for (let r = 0; r < rows; r += 4) {
      const a = (first + r) * cols + start;
      const b = Math.min(first + r + 1, last) * cols + start;
      const c = Math.min(first + r + 2, last) * cols + start;
      const d = Math.min(first + r + 3, last) * cols + start;
      for (let k = 0, at = r * size; k < depth; k++, at += 4) {
        to[at] = sign * data[a + k]!;
        to[at + 1] = sign * data[b + k]!;
        to[at + 2] = sign * data[c + k]!;
        to[at + 3] = sign * data[d + k]!;
      }
    }
  }

  function gram(X: Matrix): Matrix {
    const n = X.rows;
    const G = zeros(n, n);
    for (const at of lowerBlocks(n, size)) {
      block.fill(0);
      accumulate(X, at, X.cols, 1);
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
    for (const at of lowerBlocks(n, size)) {
      const { first, rows, from, cols } = at;
      for (let r = 0; r < rows; r++) {
        const begin = (first + r) * n + from;
        block.set(A.data.subarray(begin, begin + lengthInTriangle(at, r)), r * size);
      }
      accumulate(L, at, from, -1);
      if (first === from) factoriseBlock(at);
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

  return { kind: "wasm-simd", gram, choleskyFactor };
}

/** The blocks on and below the diagonal of an n by n matrix, column by column of blocks, from the top. */
function* lowerBlocks(n: number, size: number): Generator<Block> {
  for (let from = 0; from < n; from += size)
    for (let first = from; first < n; first += size)
      yield { first, rows: Math.min(size, n - first), from, cols: Math.min(size, n - from) };
}

/** Elements of row r of a block that are on or below the matrix's diagonal. */
function lengthInTriangle({ first, from, cols }: Block, r: number): number {
  return Math.min(cols, first + r - from + 1);
}

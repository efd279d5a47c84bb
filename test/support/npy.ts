import { readFileSync } from "node:fs";

/** Reads a two-dimensional float32 array stored by numpy in row- or column-major order; `data` is row-major. */
export function readNpy(file: string): { rows: number; cols: number; data: Float32Array } {
  const bytes = readFileSync(file);
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, start);
  const [, byColumns, rowCount, colCount] = /'fortran_order': (\w+), 'shape': \((\d+), (\d+)\)/.exec(header) ?? [];
  const [rows, cols] = [Number(rowCount), Number(colCount)];
  if (!header.includes("'descr': '<f4'") || bytes.length !== start + 4 * rows * cols)
    throw new Error(`${file}: ${header}`);
  const position = (r: number, c: number): number => (byColumns === "True" ? c * rows + r : r * cols + c);
  const data = Float32Array.from({ length: rows * cols }, (_, i) =>
    bytes.readFloatLE(start + 4 * position(Math.floor(i / cols), i % cols)),
  );
  return { rows, cols, data };
}

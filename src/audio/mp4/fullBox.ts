import { corrupt, type Box } from "./box.js";

/** A box that begins with a version and flags, as nearly all within a track do; `start` is after them. */
export interface FullBox {
  readonly version: number;
  readonly start: number;
  readonly end: number;
}

/** @throws InputError "corrupt-audio" if it has fewer than `minBytes` after version and flags */
export function fullBox(view: DataView, box: Box, minBytes: number): FullBox {
  const bytes = box.end - box.start - 4;
  if (bytes < minBytes) throw corrupt(`${box.type} box of ${bytes} bytes, at least ${minBytes} expected`);
  return { version: view.getUint8(box.start), start: box.start + 4, end: box.end };
}

/** A table: its number of rows, and where the first begins. */
export interface Table {
  readonly rows: number;
  readonly start: number;
  readonly rowBytes: number;
}

/**
 * A table whose number of rows precedes it.
 *
 * @param skip bytes between version and that number
 * @throws InputError "corrupt-audio" if the box is too small for its row count
 */
export function tableIn(view: DataView, box: Box, rowBytes: number | ((version: number) => number), skip = 0): Table {
  const { version, start, end } = fullBox(view, box, skip + 4);
  const rows = view.getUint32(start + skip);
  const bytes = typeof rowBytes === "number" ? rowBytes : rowBytes(version);
  const first = start + skip + 4;
  if (rows * bytes > end - first)
    throw corrupt(`${box.type} box of ${end - first} bytes for ${rows} rows of ${bytes} bytes`);
  return { rows, start: first, rowBytes: bytes };
}

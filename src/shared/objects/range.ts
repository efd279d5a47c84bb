import type { ByteRange } from "./objectStore.js";

/** A byte range within an object. */
export interface ByteSpan {
  readonly start: number;
  readonly length: number;
}

/**
 * Parses Content-Range, for instance "bytes 0-4095/65536".
 *
 * @returns first byte, the byte after the last, and size of the whole object; undefined for anything else
 */
export function parseContentRange(
  header: string | undefined,
): { readonly start: number; readonly end: number; readonly size: number } | undefined {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header ?? "") ?? [];
  return first === undefined ? undefined : { start: Number(first), end: Number(last) + 1, size: Number(size) };
}

/** Clips `range` to an object of `size` bytes; the result has length 0 if they do not overlap. */
export function resolveRange(range: ByteRange, size: number): ByteSpan {
  if ("last" in range) {
    const length = Math.min(range.last, size);
    return { start: size - length, length };
  }
  const start = Math.min(range.start, size);
  return { start, length: Math.min(range.length, size - start) };
}

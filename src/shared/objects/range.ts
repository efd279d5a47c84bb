import type { ByteRange } from "./objectStore.js";

/** A byte range within an object. */
export interface ByteSpan {
  readonly start: number;
  readonly length: number;
}

/** The part of `range` that an object of `size` bytes has; of length 0 where it has none. */
export function resolveRange(range: ByteRange, size: number): ByteSpan {
  if ("last" in range) {
    const length = Math.min(range.last, size);
    return { start: size - length, length };
  }
  const start = Math.min(range.start, size);
  return { start, length: Math.min(range.length, size - start) };
}

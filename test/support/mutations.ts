import type { RandomIntegers } from "./wavMutations.js";

/** Reproducible damage to a file. */

/** Numbers that often break parsers: zero, very large sizes, and values around limits. */
const evil = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff];

/**
 * Makes one to four changes within part of a file: bytes, big-endian 32-bit numbers, or ranges copied elsewhere.
 *
 * @param from first byte that may change
 * @param to   one past the last
 */
export function damaged(bytes: Uint8Array, next: RandomIntegers, from = 0, to = bytes.length): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  const view = new DataView(copy.buffer);
  for (let changes = 1 + next(4); changes > 0; changes--) {
    const at = from + next(to - from);
    switch (next(4)) {
      case 0:
        copy[at] = next(256);
        break;
      case 1:
        if (at + 4 <= to) view.setUint32(at, evil[next(evil.length)]!);
        break;
      case 2:
        if (at + 4 <= to) view.setUint32(at, view.getUint32(at) + next(9) - 4);
        break;
      default:
        copy.copyWithin(at, from + next(to - from), Math.min(to, at + next(64)));
    }
  }
  return copy;
}

/**
 * Compares two strings by their UTF-8 bytes, the order in which S3 lists keys, without encoding them.
 *
 * JavaScript's `<` compares UTF-16 units instead. The two orders differ only where a surrogate (U+D800 to U+DFFF, half of
 * a character above U+FFFF) meets a unit from U+E000 on: UTF-8 puts the surrogate's character last.
 *
 * @returns below 0, 0 or above 0, for Array.sort
 */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return utf8Rank(left) - utf8Rank(right);
  }
  return a.length - b.length;
}

/** A rank of UTF-16 units in UTF-8's order: surrogates come after all others. */
function utf8Rank(unit: number): number {
  const isSurrogate = unit >= 0xd800 && unit <= 0xdfff;
  return isSurrogate ? unit + 0x10000 : unit;
}

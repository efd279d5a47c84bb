/**
 * Scrambles a 32-bit word so that every input bit affects every output bit: neighbouring seeds give unrelated words.
 *
 * @returns an unsigned 32-bit integer; one-to-one
 * Source: MurmurHash3's finaliser, fmix32.
 */
export function fmix32(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Offset of the first byte after an ID3v2 tag, 0 without one. Source: ID3v2.4, section 3.1: the length is four groups of
 * seven bits.
 */
export function behindId3(bytes: Uint8Array): number {
  if (bytes.length < 10 || String.fromCharCode(...bytes.subarray(0, 3)) !== "ID3") return 0;
  return 10 + ((bytes[6]! << 21) | (bytes[7]! << 14) | (bytes[8]! << 7) | bytes[9]!);
}

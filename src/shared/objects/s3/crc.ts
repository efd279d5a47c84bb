/** Computes a checksum: 4 bytes or 8, most significant first, as S3 writes it. */
export type Digest = (bytes: Uint8Array) => Buffer;

/** CRC-32C (Castagnoli), for which Node has no function. */
export const crc32c: Digest = crcOf(0x82f63b78n, 4);

/** CRC-64/NVME, which S3 gives every new object by default. */
export const crc64nvme: Digest = crcOf(0x9a6c9329ac4bc9b5n, 8);

/** Bytes folded in per step, each through its own table ("slicing by 8"). */
const slices = 8;

/**
 * A reflected CRC whose register begins as ones and is inverted at the end.
 *
 * @param polynomial reflected, of at most 64 bits
 * @see Kounavis & Berry, A Systematic Approach to Building High Performance Software-based CRC Generators
 */
function crcOf(polynomial: bigint, width: 4 | 8): Digest {
  let tables: readonly [low: Int32Array, high: Int32Array] | undefined;
  return (bytes) => {
    const [low, high] = (tables ??= tablesOf(polynomial));
    let l = -1;
    let h = width === 8 ? -1 : 0;
    let i = 0;
    for (const end = bytes.length - (bytes.length % slices); i < end; i += slices) {
      const a = ((l & 0xff) ^ bytes[i]!) | 0x700;
      const b = (((l >>> 8) & 0xff) ^ bytes[i + 1]!) | 0x600;
      const c = (((l >>> 16) & 0xff) ^ bytes[i + 2]!) | 0x500;
      const d = ((l >>> 24) ^ bytes[i + 3]!) | 0x400;
      const e = ((h & 0xff) ^ bytes[i + 4]!) | 0x300;
      const f = (((h >>> 8) & 0xff) ^ bytes[i + 5]!) | 0x200;
      const g = (((h >>> 16) & 0xff) ^ bytes[i + 6]!) | 0x100;
      const k = (h >>> 24) ^ bytes[i + 7]!;
      l = low[a]! ^ low[b]! ^ low[c]! ^ low[d]! ^ low[e]! ^ low[f]! ^ low[g]! ^ low[k]!;
      h = high[a]! ^ high[b]! ^ high[c]! ^ high[d]! ^ high[e]! ^ high[f]! ^ high[g]! ^ high[k]!;
    }
    for (; i < bytes.length; i++) {
      const at = (l & 0xff) ^ bytes[i]!;
      l = ((l >>> 8) | (h << 24)) ^ low[at]!;
      h = (h >>> 8) ^ high[at]!;
    }
    const checksum = Buffer.alloc(8);
    checksum.writeInt32BE(~h, 0);
    checksum.writeInt32BE(~l, 4);
    return checksum.subarray(8 - width);
  };
}

/** Entry 256 k + b of the tables: the register after byte b and k zero bytes. */
function tablesOf(polynomial: bigint): readonly [low: Int32Array, high: Int32Array] {
  const low = new Int32Array(256 * slices);
  const high = new Int32Array(256 * slices);
  for (let b = 0; b < 256; b++) {
    let register = BigInt(b);
    for (let bit = 0; bit < 8 * slices; bit++) {
      register = (register & 1n) === 1n ? (register >> 1n) ^ polynomial : register >> 1n;
      if (bit % 8 !== 7) continue;
      const at = 256 * (bit >> 3) + b;
      low[at] = Number(BigInt.asIntN(32, register));
      high[at] = Number(BigInt.asIntN(32, register >> 32n));
    }
  }
  return [low, high];
}

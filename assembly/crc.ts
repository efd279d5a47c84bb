/*
 * Reflected CRCs of up to 64 bits, sixteen bytes at a time ("slicing by 16"): table k holds a byte's effect on the
 * register if k more bytes follow it in the step. Compiled into a separate module, wasm/crc.wasm.
 *
 * @see Kounavis & Berry, A Systematic Approach to Building High Performance Software-based CRC Generators
 */

const slices: i32 = 16;

/** Maximum number of bytes per call of `fold`: they stay in the cache. */
export const chunkBytes: i32 = 1 << 16;
export const chunk: usize = heap.alloc(<usize>chunkBytes);

/** Entry 256 k + b: the register after byte b and k zero bytes. */
const tables: usize = heap.alloc(<usize>slices * 256 * 8);

/** @param polynomial reflected; at most 64 bits */
export function prepare(polynomial: u64): void {
  for (let byte: u64 = 0; byte < 256; byte++) {
    let register = byte;
    for (let slice: i32 = 0; slice < slices; slice++) {
      for (let bit = 0; bit < 8; bit++) register = (register & 1) != 0 ? (register >> 1) ^ polynomial : register >> 1;
      store<u64>(tables + (((<usize>slice) << 8) + <usize>byte) * 8, register);
    }
  }
}

function entry(slice: usize, byte: u64): u64 {
  return load<u64>(tables + ((<usize>(byte & 0xff)) << 3) + (slice << 11));
}

/** @returns the register after `length` bytes of the chunk */
export function fold(register: u64, length: i32): u64 {
  let at = chunk;
  const end = chunk + <usize>length;
  for (; at + 16 <= end; at += 16) {
    const a = load<u64>(at) ^ register;
    const b = load<u64>(at, 8);
    register =
      entry(15, a) ^
      entry(14, a >> 8) ^
      entry(13, a >> 16) ^
      entry(12, a >> 24) ^
      entry(11, a >> 32) ^
      entry(10, a >> 40) ^
      entry(9, a >> 48) ^
      entry(8, a >> 56) ^
      entry(7, b) ^
      entry(6, b >> 8) ^
      entry(5, b >> 16) ^
      entry(4, b >> 24) ^
      entry(3, b >> 32) ^
      entry(2, b >> 40) ^
      entry(1, b >> 48) ^
      entry(0, b >> 56);
  }
  for (; at < end; at++) register = (register >> 8) ^ entry(0, register ^ (<u64>load<u8>(at)));
  return register;
}

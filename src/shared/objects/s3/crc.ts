import { instantiate } from "../../wasmModule.js";

/** Computes a checksum of 4 or 8 bytes, most significant byte first, as S3 writes it. */
export type Digest = (bytes: Uint8Array) => Buffer;

/** CRC-32C (Castagnoli), for which Node has no function. */
export const crc32c: Digest = crcOf(0x82f63b78n, 4);

/** CRC-64/NVME, which S3 computes for every new object by default. */
export const crc64nvme: Digest = crcOf(0x9a6c9329ac4bc9b5n, 8);

/** The exports of assembly/crc.ts. */
interface CrcKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly chunk: { readonly value: number };
  readonly chunkBytes: { readonly value: number };
  prepare(polynomial: bigint): void;
  fold(register: bigint, length: number): bigint;
}

/** The relative path is the same from src/shared/objects/s3 and dist/shared/objects/s3. */
const kernelUrl = new URL("../../../../wasm/crc.wasm", import.meta.url);

/**
 * A reflected CRC whose register begins as ones and is inverted at the end.
 *
 * @param polynomial reflected, of at most 64 bits
 */
function crcOf(polynomial: bigint, width: 4 | 8): Digest {
  let kernel: CrcKernel | undefined;
  return (bytes) => {
    if (kernel === undefined) {
      kernel = instantiate(kernelUrl) as CrcKernel;
      kernel.prepare(polynomial);
    }
    const { memory, chunk, chunkBytes } = kernel;
    const place = new Uint8Array(memory.buffer, chunk.value, chunkBytes.value);
    let register = BigInt.asUintN(8 * width, -1n);
    for (let at = 0; at < bytes.length; at += place.length) {
      const part = bytes.subarray(at, at + place.length);
      place.set(part);
      register = kernel.fold(register, part.length);
    }
    const checksum = Buffer.alloc(8);
    checksum.writeBigUInt64BE(BigInt.asUintN(64, ~register));
    return checksum.subarray(8 - width);
  };
}

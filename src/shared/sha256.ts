import { sha256 as hashOf } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/**
 * SHA-256 in hexadecimal, for code that also runs in a browser, where the built-in one is asynchronous.
 *
 * @example sha256(new TextEncoder().encode("abc")) // "ba7816bf…f20015ad"
 */
export function sha256(message: Uint8Array): string {
  return bytesToHex(hashOf(message));
}

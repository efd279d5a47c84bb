import { ParameterError } from "../shared/errors.js";

/**
 * Numbers as text: base64 (RFC 4648) of their little-endian bytes, whatever the machine's own order.
 * @param bits 32 for integers, 64 for doubles
 */
export function encodeNumbers(numbers: Int32Array | Float64Array): string {
  const bytes = new DataView(new ArrayBuffer(numbers.byteLength));
  const isInteger = numbers instanceof Int32Array;
  numbers.forEach((number, i) => {
    if (isInteger) bytes.setInt32(4 * i, number, true);
    else bytes.setFloat64(8 * i, number, true);
  });
  return encodeBytes(new Uint8Array(bytes.buffer));
}

/** @throws ParameterError naming `field` if the text is not base64 of whole 32-bit integers */
export function decodeIntegers(field: string, text: unknown): Int32Array {
  const bytes = decodeBytes(field, text, 4);
  return Int32Array.from({ length: bytes.byteLength / 4 }, (_, i) => bytes.getInt32(4 * i, true));
}

/** @throws ParameterError naming `field` if the text is not base64 of whole doubles */
export function decodeDoubles(field: string, text: unknown): Float64Array {
  const bytes = decodeBytes(field, text, 8);
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, i) => bytes.getFloat64(8 * i, true));
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Three bytes make four letters of six bits; "=" fills up the last four. */
function encodeBytes(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    pieces.push(
      alphabet[three >>> 18]!,
      alphabet[(three >>> 12) & 63]!,
      i + 1 < bytes.length ? alphabet[(three >>> 6) & 63]! : "=",
      i + 2 < bytes.length ? alphabet[three & 63]! : "=",
    );
  }
  return pieces.join("");
}

function decodeBytes(field: string, text: unknown, unit: number): DataView {
  const expected = `base64 of whole numbers of ${unit} bytes`;
  if (typeof text !== "string" || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
    throw new ParameterError(field, expected, typeof text === "string" ? `${text.slice(0, 20)}...` : text);
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  if (bytes.length % unit !== 0) throw new ParameterError(field, expected, `${bytes.length} bytes`);
  for (let i = 0, at = 0; i < text.length; i += 4) {
    let three = 0;
    for (let j = 0; j < 4; j++) three = (three << 6) | sixBits(text.charCodeAt(i + j));
    for (let shift = 16; shift >= 0 && at < bytes.length; shift -= 8) bytes[at++] = three >>> shift;
  }
  return new DataView(bytes.buffer);
}

const valueOfLetter = new Uint8Array(128);
for (let value = 0; value < 64; value++) valueOfLetter[alphabet.charCodeAt(value)] = value;

/** "=" counts as 0. */
function sixBits(letter: number): number {
  return valueOfLetter[letter]!;
}

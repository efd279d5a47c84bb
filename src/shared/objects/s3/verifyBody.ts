import { createHash, getFips } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c, crc64nvme, type Digest } from "./crc.js";

/** The bytes differ from those on the server. `$retryable` tells the SDK that another attempt may succeed. */
export class ChecksumMismatchError extends Error {
  override readonly name = "ChecksumMismatch";
  readonly $retryable = {};
}

/** The header of a request that asks S3 for an object's checksums. */
export const checksumMode = { name: "x-amz-checksum-mode", value: "ENABLED" } as const;

type Headers = Readonly<Record<string, string>>;

/**
 * The digests of the whole body that a response's headers may contain, cheapest first; for the costs see
 * docs/reliability.md.
 */
const checksums: readonly {
  readonly name: string;
  readonly digest: Digest;
  readonly expected: (headers: Headers) => Buffer | undefined;
}[] = [
  { name: "CRC32", digest: native32, expected: checksumOf("crc32") },
  { name: "SHA1", digest: hashed("sha1"), expected: checksumOf("sha1") },
  { name: "SHA256", digest: hashed("sha256"), expected: checksumOf("sha256") },
  { name: "CRC64NVME", digest: crc64nvme, expected: checksumOf("crc64nvme") },
  { name: "CRC32C", digest: crc32c, expected: checksumOf("crc32c") },
  { name: "MD5", digest: hashed("md5"), expected: md5Of },
];

/**
 * Compares the whole body of a GetObject with the cheapest checksum that came with it: a checksum of S3, or the ETag if
 * that is the MD5 of the content.
 *
 * @param headers with names in lower case
 * @returns whether there was a checksum to compare with
 * @throws ChecksumMismatchError
 */
export function verifyBody(bytes: Uint8Array, headers: Headers): boolean {
  for (const { name, digest, expected: expectedOf } of checksums) {
    const expected = expectedOf(headers);
    if (expected === undefined) continue;
    const actual = digest(bytes);
    if (actual.equals(expected)) return true;
    throw new ChecksumMismatchError(`${name} is ${actual.toString("hex")}, expected ${expected.toString("hex")}`);
  }
  return false;
}

/** Ignores a composite checksum, which is a checksum of the parts' checksums: "…-3" for three parts. */
function checksumOf(name: string): (headers: Headers) => Buffer | undefined {
  return (headers) => {
    const value = headers[`x-amz-checksum-${name}`];
    const isWhole = value?.includes("-") === false && headers["x-amz-checksum-type"] !== "COMPOSITE";
    return isWhole ? Buffer.from(value, "base64") : undefined;
  };
}

/**
 * @returns undefined if the ETag is not the MD5 of the content: after a multipart upload, with a customer-provided
 *   encryption key, and in an S3 Express directory bucket; also if this Node.js lacks MD5
 */
function md5Of(headers: Headers): Buffer | undefined {
  const [, md5] = /^"?([0-9a-f]{32})"?$/.exec(headers["etag"] ?? "") ?? [];
  if (md5 === undefined || getFips() === 1) return undefined;
  const isOther =
    headers["x-amz-storage-class"] === "EXPRESS_ONEZONE" ||
    headers["x-amz-server-side-encryption"]?.startsWith("aws:") === true || // KMS, DSSE
    headers["x-amz-server-side-encryption-customer-algorithm"] !== undefined ||
    headers["x-goog-encryption-kms-key-name"] !== undefined;
  return isOther ? undefined : Buffer.from(md5, "hex");
}

function hashed(algorithm: "md5" | "sha1" | "sha256"): Digest {
  return (bytes) => createHash(algorithm).update(bytes).digest();
}

function native32(bytes: Uint8Array): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return checksum;
}

import { describe, expect, test } from "vitest";
import { crc32c, crc64nvme } from "../../../../src/shared/objects/s3/crc.js";

// The check values of the catalogue of CRCs, of RFC 3720 (B.4) and of the NVM Express specification.
describe.each([
  ["CRC-32C", crc32c, "nine digits", Buffer.from("123456789"), "e3069283"],
  ["CRC-32C", crc32c, "32 zeros", Buffer.alloc(32), "8a9136aa"],
  ["CRC-32C", crc32c, "32 ones", Buffer.alloc(32, 0xff), "62a8ab43"],
  ["CRC-64/NVME", crc64nvme, "nine digits", Buffer.from("123456789"), "ae8b14860a799888"],
  ["CRC-64/NVME", crc64nvme, "4,096 zeros", Buffer.alloc(4_096), "6482d367eb22b64e"],
  ["CRC-64/NVME", crc64nvme, "4,096 ones", Buffer.alloc(4_096, 0xff), "c0ddba7302eca3ac"],
])("%s", (_, crc, what, bytes, checksum) => {
  test(`of ${what} is ${checksum}`, () => {
    expect(crc(bytes).toString("hex")).toBe(checksum);
  });
});

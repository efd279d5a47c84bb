import { expect, test } from "vitest";
import { alawValues, mulawValues } from "../../src/audio/telephoneLaws.js";

/** Decision values of ITU-T G.711, tables 1 and 2, in 16 bits: 4 times its 14 of mu-law, 8 times its 13 of A-law. */
test.each([
  ["mu-law", mulawValues, 0x80, 32_124], // 4 · 8031
  ["mu-law", mulawValues, 0x00, -32_124],
  ["mu-law", mulawValues, 0x8f, 16_764], // 4 · 4191
  ["mu-law", mulawValues, 0xef, 132], // 4 · 33
  ["mu-law", mulawValues, 0xfe, 8], // 4 · 2
  ["mu-law", mulawValues, 0xff, 0],
  ["mu-law", mulawValues, 0x7e, -8],
  ["A-law", alawValues, 0xaa, 32_256], // 8 · 4032
  ["A-law", alawValues, 0x2a, -32_256],
  ["A-law", alawValues, 0xd5, 8], // 8 · 1
  ["A-law", alawValues, 0x55, -8],
  ["A-law", alawValues, 0xda, 248], // 8 · 31
  ["A-law", alawValues, 0xc5, 264], // 8 · 33
  ["A-law", alawValues, 0xf5, 528], // 8 · 66
])("%s reads a byte as the value of G.711", (_, values, byte, expected) => {
  expect(values[byte]! * 32_768).toBe(expected);
});

test.each([
  ["mu-law", mulawValues],
  ["A-law", alawValues],
])("%s has 256 values, each with its opposite", (_, values) => {
  expect(values).toHaveLength(256);
  for (let byte = 0; byte < 128; byte++) expect(values[byte]! + values[byte + 128]!).toBe(0);
});

test("both laws grow with the magnitude of the code, in even steps within a segment", () => {
  const mulaw = Array.from({ length: 128 }, (_, i) => mulawValues[0xff - i]!);
  const alaw = Array.from({ length: 128 }, (_, i) => alawValues[(0x80 + i) ^ 0x55]!);
  for (const [values, first] of [
    [mulaw, 8],
    [alaw, 16],
  ] as const)
    // prettier-ignore
    for (let i = 1; i < 128; i++) {
      const step = (values[i]! - values[i - 1]!) * 32_768;
      expect(step).toBeGreaterThanOrEqual(first);
      if (i % 16 > 1) expect(step).toBe((values[i - 1]! - values[i - 2]!) * 32_768);
    }
});

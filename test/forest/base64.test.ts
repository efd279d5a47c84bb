import { describe, expect, test } from "vitest";
import { decodeDoubles, decodeIntegers, encodeNumbers } from "../../src/forest/base64.js";

describe("base64", () => {
  test("writes what other encoders write, with every padding", () => {
    for (const length of [0, 1, 2, 3, 4]) {
      const numbers = Int32Array.from({ length }, (_, i) => 123_456_789 * (i + 1));
      expect(encodeNumbers(numbers)).toBe(Buffer.from(numbers.buffer).toString("base64"));
    }
  });

  test.each([
    ["a text of another length than whole groups of four", "AAAAAA="],
    ["a letter of another alphabet", "AAAA-A=="],
    ["padding within the text", "AA==AAAA"],
    ["three letters of padding", "A==="],
    ["something before the letters", " AAAAAA="],
    ["a line end behind the letters", "AAAAA==\n"],
  ])("rejects %s: %j", (_, text) => {
    expect(() => decodeIntegers("thresholds", text)).toThrow(
      `thresholds: expected base64 of whole numbers of 4 bytes, received ${JSON.stringify(`${text}...`)}`,
    );
  });

  test("rejects what is no text, and shows no more than twenty letters of a long one", () => {
    expect(() => decodeDoubles("draws", 7)).toThrow("draws: expected base64 of whole numbers of 8 bytes, received 7");
    expect(() => decodeDoubles("draws", [])).toThrow("draws: expected base64 of whole numbers of 8 bytes, received");
    expect(() => decodeDoubles("draws", "?".repeat(1000))).toThrow(`received "${"?".repeat(20)}..."`);
  });

  test("rejects bytes that are no whole numbers", () => {
    expect(() => decodeIntegers("draws", "AAAA")).toThrow(
      'draws: expected base64 of whole numbers of 4 bytes, received "3 bytes"',
    );
    expect(() => decodeDoubles("draws", encodeNumbers(Int32Array.of(1)))).toThrow('received "4 bytes"');
    expect(decodeIntegers("draws", "")).toEqual(new Int32Array());
  });

  test("brings integers back", () => {
    const numbers = Int32Array.of(0, -1, 2147483647, -2147483648, 65_536);
    expect(decodeIntegers("field", encodeNumbers(numbers))).toEqual(numbers);
  });

  test("brings doubles back to the last bit", () => {
    const numbers = Float64Array.of(0.1, -0, 5e-324, Number.MAX_VALUE, 1 / 3);
    expect(decodeDoubles("field", encodeNumbers(numbers))).toEqual(numbers);
  });
});

import { describe, expect, test } from "vitest";
import { decodeDoubles, decodeIntegers, encodeNumbers } from "../../src/forest/base64.js";

describe("base64", () => {
  test("writes what other encoders write, with every padding", () => {
    for (const length of [0, 1, 2, 3, 4]) {
      const numbers = Int32Array.from({ length }, (_, i) => 123_456_789 * (i + 1));
      expect(encodeNumbers(numbers)).toBe(Buffer.from(numbers.buffer).toString("base64"));
    }
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

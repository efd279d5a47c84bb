import { describe, expect, test } from "vitest";
import { ProtobufWriter } from "../../src/forest/protobuf.js";

const bytes = (write: (writer: ProtobufWriter) => void) => {
  const writer = new ProtobufWriter();
  write(writer);
  return Buffer.from(writer.finish()).toString("hex");
};

// The examples of "Encoding" in the Protocol Buffers documentation.
describe("ProtobufWriter", () => {
  test("writes an integer of two groups of seven bits", () => {
    expect(bytes((writer) => writer.integer(1, 150))).toBe("089601");
  });

  test("writes text with its length", () => {
    expect(bytes((writer) => writer.text(2, "testing"))).toBe("120774657374696e67");
  });

  test("writes a message inside another", () => {
    expect(bytes((writer) => writer.message(3, (inner) => inner.integer(1, 150)))).toBe("1a03089601");
  });

  test("packs repeated integers", () => {
    expect(bytes((writer) => writer.integers(6, [3, 270, 86_942]))).toBe("3206038e029ea705");
  });

  test("writes negative integers as 64-bit two's complement", () => {
    expect(bytes((writer) => writer.integer(1, -2))).toBe("08feffffffffffffffff01");
  });

  test("writes 32-bit floats, the least significant byte first", () => {
    expect(bytes((writer) => writer.floats(1, [1, -0.5]))).toBe("0a080000803f000000bf");
  });

  test("keeps what was written when it grows, whatever its length then", () => {
    for (const length of [1_000, 1_011, 1_012, 1_013, 1_021, 1_022, 1_023, 1_024, 2_100]) {
      const text = bytes((writer) => writer.text(1, "a".repeat(length)).integer(2, 5).integer(3, 128));
      expect(text).toBe(
        `0a${((length & 127) | 128).toString(16)}${(length >> 7).toString(16).padStart(2, "0")}${"61".repeat(length)}1005188001`,
      );
    }
  });

  test("writes the ends of a group of seven bits, and numbers above 32 bits", () => {
    expect(bytes((writer) => writer.integer(1, 127))).toBe("087f");
    expect(bytes((writer) => writer.integer(1, 128))).toBe("088001");
    expect(bytes((writer) => writer.integer(16, 0))).toBe("800100");
    expect(bytes((writer) => writer.integer(1, 2 ** 35))).toBe("08808080808001");
  });

  test("grows beyond its first kilobyte", () => {
    expect(bytes((writer) => writer.text(1, "a".repeat(5000))).length).toBe(2 * 5003);
  });
});

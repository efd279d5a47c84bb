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

  test("grows beyond its first kilobyte", () => {
    expect(bytes((writer) => writer.text(1, "a".repeat(5000))).length).toBe(2 * 5003);
  });
});

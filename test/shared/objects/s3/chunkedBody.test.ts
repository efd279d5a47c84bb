import { describe, expect, test } from "vitest";
import { ChunkedBody } from "../../../../src/shared/objects/s3/chunkedBody.js";
import { BadAnswerError } from "../../../../src/shared/objects/s3/errors.js";

/** What a body that comes in these pieces says, and whether it is complete. */
function read(pieces: readonly string[]): { text: string; isComplete: boolean } {
  let text = "";
  const body = new ChunkedBody((bytes) => (text += Buffer.from(bytes).toString("latin1")));
  const isComplete = pieces.map((piece) => body.take(Buffer.from(piece, "latin1"))).at(-1)!;
  return { text, isComplete };
}

const whole = "5\r\nhello\r\n3;name=value\r\nyou\r\n0\r\nx-sum: 8\r\n\r\n";

describe("a body in chunks", () => {
  test("is put together, its sizes, extensions and trailer left out", () => {
    expect(read([whole])).toEqual({ text: "helloyou", isComplete: true });
  });

  test("is the same wherever the network cut it", () => {
    for (let at = 1; at < whole.length; at++)
      expect(read([whole.slice(0, at), whole.slice(at)])).toEqual({ text: "helloyou", isComplete: true });
  });

  test("is the same byte by byte", () => {
    expect(read(Array.from(whole))).toEqual({ text: "helloyou", isComplete: true });
  });

  test("is not complete before the line that ends it", () => {
    expect(read([whole.slice(0, -2)])).toEqual({ text: "helloyou", isComplete: false });
  });

  test.each([
    ["a size that is no number", "five\r\nhello\r\n"],
    ["a size beyond reason", "fffffffffffff\r\n"],
    ["a chunk longer than its size", "5\r\nhello!\r\n"],
    ["more after the end", `${whole}0\r\n`],
    ["a line that does not end", "1".repeat(5_000)],
  ])("is refused for %s", (_, text) => {
    expect(() => read([text])).toThrow(BadAnswerError);
  });
});

import { describe, expect, test } from "vitest";
import { resolveRange } from "../../../src/shared/objects/range.js";

describe("resolveRange", () => {
  test("keeps a range that lies within the object", () => {
    expect(resolveRange({ start: 10, length: 20 }, 100)).toEqual({ start: 10, length: 20 });
  });

  test("cuts a range at the object's end", () => {
    expect(resolveRange({ start: 90, length: 20 }, 100)).toEqual({ start: 90, length: 10 });
  });

  test("is empty for a range that starts beyond the end", () => {
    expect(resolveRange({ start: 200, length: 20 }, 100)).toEqual({ start: 100, length: 0 });
  });

  test("counts the last bytes from the end", () => {
    expect(resolveRange({ last: 30 }, 100)).toEqual({ start: 70, length: 30 });
  });

  test("returns the whole object if it has fewer bytes than requested from its end", () => {
    expect(resolveRange({ last: 300 }, 100)).toEqual({ start: 0, length: 100 });
  });
});

import { expect, test } from "vitest";
import { isSafeKey } from "../../../src/shared/objects/safeKey.js";

test.each(["a", "a/b.wav", "..a/b..", "a b/ü.wav"])("the key %j is safe", (key) => {
  expect(isSafeKey(key)).toBe(true);
});

test.each(["", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a/..", "a\0b"])(
  "the key %j is not safe",
  (key) => {
    expect(isSafeKey(key)).toBe(false);
  },
);

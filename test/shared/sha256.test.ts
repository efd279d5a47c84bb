import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha256 } from "../../src/shared/sha256.js";

test("SHA-256 agrees with Node's at every length around a block boundary", () => {
  for (const length of [0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 1_000]) {
    const message = Uint8Array.from({ length }, (_, i) => (i * 37 + length) % 256);
    expect(sha256(message)).toBe(createHash("sha256").update(message).digest("hex"));
  }
});

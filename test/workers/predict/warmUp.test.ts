import { describe, expect, test } from "vitest";
import { createExtractor } from "../../../src/shared/extraction.js";
import { warmUp } from "../../../src/workers/predict/warmUp.js";

describe("warmUp", () => {
  test("gives every thread recordings that can be analysed, each a copy of its own", async () => {
    const seen: Uint8Array[] = [];
    let underWay = 0;
    let most = 0;
    const threads = {
      predict: async (bytes: Uint8Array) => {
        most = Math.max(most, ++underWay);
        seen.push(bytes);
        await Promise.resolve();
        underWay -= 1;
        return { ok: false, code: "too-short", message: "" } as const;
      },
      close: async () => Promise.resolve(),
    };
    await warmUp(threads, 3, { key: "run/version", files: [] });
    expect(most).toBe(3);
    expect(new Set(seen.map((bytes) => bytes.buffer)).size).toBe(seen.length);
    const { features } = createExtractor({ engine: "default", sampleRate: 16_000, maxDurationSec: 360 })(seen[0]!);
    expect(features.every(Number.isFinite)).toBe(true);
  });
});

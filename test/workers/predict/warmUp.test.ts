import { describe, expect, test } from "vitest";
import type { AudioInput } from "../../../src/audio/audioInput.js";
import { warmUp } from "../../../src/workers/predict/warmUp.js";
import { wavExtractor } from "../../support/extractors.js";

describe("warmUp", () => {
  test("passes every thread its own copy of recordings that can be analysed", async () => {
    const seen: AudioInput[] = [];
    let underWay = 0;
    let max = 0;
    const threads = {
      predict: async (sound: AudioInput) => {
        max = Math.max(max, ++underWay);
        seen.push(sound);
        await Promise.resolve();
        underWay -= 1;
        return { outcome: { ok: false, code: "too-short", message: "" } } as const;
      },
      overTime: async () => Promise.reject(new Error("not asked")),
      close: async () => Promise.resolve(),
    };
    await warmUp(threads, 3, { key: "run/version", maxDurationSec: 360, files: [] });
    expect(max).toBe(3);
    const files = seen.map((sound) => (sound.kind === "file" ? sound.bytes : new Uint8Array(0)));
    expect(new Set(files.map((bytes) => bytes.buffer)).size).toBe(seen.length);
    const { features } = wavExtractor({ blocks: ["mean161"], sampleRate: 16_000, maxDurationSec: 360 })(files[0]!);
    expect(features.every(Number.isFinite)).toBe(true);
  });
});

import { expect, test } from "vitest";
import { encodeWav } from "../../../src/dashboard/browser/encodeWav.js";
import { decodeAudio } from "../../../src/audio/decodeAudio.js";

const limits = { maxDurationSec: 10 };

test("the worker decodes what the browser encodes, to the nearest 16-bit value", () => {
  const samples = Float32Array.of(0, 0.5, -0.5, 0.25, -1);
  const decoded = decodeAudio(encodeWav(samples, 44_100), limits);
  expect(decoded.sampleRate).toBe(44_100);
  expect([...decoded.samples]).toEqual([...samples]);
});

test("amplitudes beyond full scale are clipped", () => {
  const decoded = decodeAudio(encodeWav(Float32Array.of(2, -2), 8_000), limits);
  expect([...decoded.samples]).toEqual([32_767 / 32_768, -1]);
});

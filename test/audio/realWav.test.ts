import { describe, expect, test } from "vitest";
import { decodeWavMono } from "../../src/audio/wav.js";
import { readWavHeader } from "../../src/audio/wavHeader.js";
import {
  readRecording,
  recordingNames,
  references,
  withoutGolden,
  withoutRecordings,
} from "../support/realRecordings.js";

const whole = { maxDurationSec: 360 };

describe.skipIf(withoutRecordings)(`real RAVDESS recordings${withoutRecordings}`, () => {
  test("each decode to speech between -1 and 1", () => {
    for (const name of recordingNames()) {
      const { samples, sampleRate } = decodeWavMono(readRecording(name), whole);
      const peak = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
      if (sampleRate !== 48_000 || samples.length < 2 * sampleRate || peak < 0.001 || peak > 1)
        expect.fail(`${name}: ${samples.length} samples at ${sampleRate} Hz, peak ${peak}`);
    }
  });

  test("have their samples after a FLLR chunk, at byte 4096", () => {
    for (const name of recordingNames().slice(0, 50))
      expect(readWavHeader(readRecording(name)), name).toMatchObject({
        encoding: "pcm",
        bitsPerSample: 16,
        dataStart: 4096,
      });
  });
});

describe.skipIf(withoutGolden)(`librosa's lengths${withoutGolden}`, () => {
  test("are ours, sample for sample", () => {
    for (const { file, samples } of references("native"))
      expect(decodeWavMono(readRecording(file), whole).samples.length, file).toBe(samples);
  });
});

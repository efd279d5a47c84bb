import { describe, expect, test } from "vitest";
import { readMono } from "../../src/audio/audioReader.js";
import type { DecodedRecording } from "../../src/audio/decodedAudio.js";
import { openRecording } from "../../src/audio/openRecording.js";
import { decodedRecording, openWavRecording } from "../../src/audio/recording.js";
import { audioFixture } from "../support/audioFixture.js";
import { wavFile } from "../support/wavFile.js";

const limits = { maxDurationSec: 2 };
const wav = wavFile([0.5, -0.5], { sampleRate: 8_000 });

function decoded(change: Partial<DecodedRecording> = {}): DecodedRecording {
  const bytes = new Uint8Array(wav);
  const samples = Float32Array.of(0.5, -0.5);
  return { wav: bytes, samples, sampleRate: 8_000, decoder: "a 1.0", notes: ["odd"], isCut: false, ...change };
}

describe("a WAVE recording", () => {
  test("is the file itself, decoded when it is read", () => {
    const recording = openWavRecording(wav, limits);
    expect(recording.wav).toBe(wav);
    expect(recording.decoded).toBeUndefined();
    const openMs = recording.decodeMs;
    expect([...readMono(recording.audio).samples]).toEqual([0.5, -0.5]);
    expect(recording.decodeMs).toBeGreaterThan(openMs);
  });
});

describe("a decoded recording", () => {
  test("has the decoder's name, its notes and the time that it took", () => {
    const { audio, ...recording } = decodedRecording(decoded({ wholeSec: 9 }), limits, 12);
    expect(recording).toEqual({
      wav: new Uint8Array(wav),
      decoded: { decoder: "a 1.0", notes: ["odd"], isCut: false },
      decodeMs: 12,
    });
    expect([...readMono(audio).samples]).toEqual([0.5, -0.5]);
  });

  test("that is longer than the limit has a note on it", () => {
    const note = (length: string): string =>
      `only the first 2 s of the recording${length}, were analysed (--max-duration)`;
    expect(decodedRecording(decoded({ isCut: true, wholeSec: 9 }), limits, 0).decoded).toEqual({
      decoder: "a 1.0",
      notes: ["odd", note(", which lasts 9.0 s")],
      isCut: true,
      wholeSec: 9,
    });
    expect(decodedRecording(decoded({ isCut: true }), limits, 0).decoded).toStrictEqual({
      decoder: "a 1.0",
      notes: ["odd", note("")],
      isCut: true,
    });
  });
});

test("only WAVE of our own encodings is opened without decoding", async () => {
  const recording = await openRecording({ kind: "file", bytes: wav }, limits);
  expect(recording.wav).toBe(wav);
  expect(recording.decoded).toBeUndefined();
  const startedAt = performance.now();
  const flac = await openRecording({ kind: "file", bytes: audioFixture("voice.flac") }, { maxDurationSec: 0.1 });
  const elapsedMs = performance.now() - startedAt;
  expect(flac.decoded?.decoder).toMatch(/^@audio\/decode-flac /);
  expect(flac.decodeMs).toBeLessThanOrEqual(elapsedMs);
  expect(flac.audio.frames).toBe(4_800);
  await expect(openRecording({ kind: "file", bytes: new Uint8Array(0) }, limits)).rejects.toThrow("empty file");
  const encoded = {
    config: { bytes: Uint8Array.of(0x15, 0x88), sampleRate: 8_000, channels: 1, unitSamples: 1024 },
    data: Uint8Array.of(1),
    sizes: Uint32Array.of(1),
    firstUnit: 0,
    spans: [],
    wholeSec: 0,
  };
  await expect(openRecording({ kind: "encoded", encoded }, limits)).rejects.toThrow("1 AAC packet");
});

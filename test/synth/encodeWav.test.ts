import { expect, test } from "vitest";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import { encodeWav } from "../../src/synth/encodeWav.js";

/** Chunk identifiers and their contents after "RIFF size WAVE". */
function chunksOf(wav: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(wav);
  const chunks = new Map<string, Buffer>();
  for (let at = 12; at < bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    chunks.set(bytes.toString("latin1", at, at + 4), bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  return chunks;
}

const samples = Float32Array.of(0, 0.5, -0.5, 1, -1);

test("is read back by the workers' decoder, to within a 16-bit step", () => {
  const { samples: read, sampleRate } = decodeAudio(encodeWav(samples, 48_000, "note"), { maxDurationSec: 10 });
  expect(sampleRate).toBe(48_000);
  expect(read).toHaveLength(samples.length);
  read.forEach((sample, n) => expect(Math.abs(sample - samples[n]!)).toBeLessThan(2 ** -14));
});

test("counts every byte after the first eight in the RIFF size", () => {
  const wav = encodeWav(samples, 48_000, "note");
  expect(Buffer.from(wav).readUInt32LE(4)).toBe(wav.length - 8);
});

test("describes mono 16-bit PCM at the given rate", () => {
  const fmt = chunksOf(encodeWav(samples, 48_000, "note")).get("fmt ")!;
  expect([fmt.readUInt16LE(0), fmt.readUInt16LE(2), fmt.readUInt32LE(4), fmt.readUInt16LE(14)]).toEqual([
    1, 1, 48_000, 16,
  ]);
});

test("stores samples as signed 16-bit integers", () => {
  const data = chunksOf(encodeWav(samples, 48_000, "note")).get("data")!;
  expect(samples.length * 2).toBe(data.length);
  expect([0, 2, 4, 6, 8].map((at) => data.readInt16LE(at))).toEqual([0, 16384, -16383, 32767, -32767]);
});

test.each(["even", "odd!!"])("stores the comment %j in LIST/INFO, with the next chunk at an even offset", (comment) => {
  const chunks = chunksOf(encodeWav(samples, 48_000, comment));
  expect(chunks.get("LIST")!.toString("latin1")).toContain(`ICMT`);
  expect(chunks.get("LIST")!.toString("latin1")).toContain(`${comment}\0`);
  expect([...chunks.keys()]).toEqual(["fmt ", "LIST", "data"]);
});

import { expect, test } from "vitest";
import { InterleavedFrames } from "../../src/audio/interleavedFrames.js";

const floats = Float32Array.from({ length: 12 }, (_, i) => i / 8);
const bytes = Buffer.from(floats.buffer);

test.each([1, 2, 3])("interleaved floats in chunks of any size are split into %i channels", (nChannels) => {
  for (const chunkBytes of [1, 3, 4, 7, 24, 48]) {
    const frames = new InterleavedFrames(nChannels);
    const channels: number[][] = Array.from({ length: nChannels }, () => []);
    for (let at = 0; at < bytes.length; at += chunkBytes)
      frames.add(bytes.subarray(at, at + chunkBytes)).forEach((samples, c) => channels[c]!.push(...samples));
    expect(channels).toEqual(channels.map((_, c) => [...floats].filter((_value, i) => i % nChannels === c)));
  }
});

test("frames are complete only with a sample of each channel", () => {
  const frames = new InterleavedFrames(2);
  expect(frames.add(bytes.subarray(0, 7)).map((samples) => samples.length)).toEqual([0, 0]);
  expect(frames.add(bytes.subarray(7, 12)).map((samples) => [...samples])).toEqual([[0], [1 / 8]]);
  expect(frames.add(bytes.subarray(12, 16)).map((samples) => [...samples])).toEqual([[2 / 8], [3 / 8]]);
});

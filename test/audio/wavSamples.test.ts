import { describe, expect, test } from "vitest";
import { mulawValues } from "../../src/audio/telephoneLaws.js";
import { mixToMono, pcm16Of, type WavLayout } from "../../src/audio/wavSamples.js";

const layout: WavLayout = {
  encoding: "pcm",
  channels: 2,
  bitsPerSample: 16,
  blockAlign: 4,
  isBigEndian: false,
  dataStart: 4,
  frames: 3,
};
/** Four bytes before the data, six samples and two bytes after them. */
const bytes = new Uint8Array(new Int16Array([99, 99, 1, 2, 3, 4, 5, 6, 77]).buffer);

describe("the samples of a file", () => {
  test("are seen in place if they have 16 bits in this machine's order, at an even address", () => {
    const found = pcm16Of(bytes, layout)!;
    expect(found.channels).toBe(2);
    expect([...found.samples]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(found.samples.buffer).toBe(bytes.buffer);
    expect(pcm16Of(bytes, { ...layout, bitsPerSample: 8, blockAlign: 2 })).toBeUndefined();
    expect(pcm16Of(bytes, { ...layout, isBigEndian: true })).toBeUndefined();
    expect(pcm16Of(bytes, { ...layout, dataStart: 3 })).toBeUndefined();
    const odd = new Uint8Array(bytes.length + 1);
    odd.set(bytes, 1);
    expect(pcm16Of(odd.subarray(1), layout)).toBeUndefined();
    expect([...pcm16Of(odd.subarray(1), { ...layout, dataStart: 1, frames: 1 })!.samples]).toHaveLength(2);
  });

  test("are read within the file alone", () => {
    const mono = new Float32Array(2);
    expect(mixToMono(bytes, layout, 1, mono)).toBe(true);
    expect([...mono].map((value) => value * 2 ** 15)).toEqual([3.5, 5.5]);
    expect(() => mixToMono(bytes, layout, -1, mono)).toThrow(
      "firstFrame: expected 2 frames within the file's 3, received -1",
    );
    expect(() => mixToMono(bytes, layout, 2, mono)).toThrow("firstFrame: expected 2 frames within the file's 3");
  });

  test("of telephone laws are averaged over the channels", () => {
    const law: WavLayout = { ...layout, encoding: "mu-law", bitsPerSample: 8, blockAlign: 2, dataStart: 0, frames: 2 };
    const mono = new Float32Array(2);
    mixToMono(Uint8Array.of(0x80, 0xa0, 0x00, 0x90), law, 0, mono);
    const mean = (a: number, b: number): number => (mulawValues[a]! + mulawValues[b]!) / 2;
    expect([...mono]).toEqual([mean(0x80, 0xa0), mean(0x00, 0x90)].map(Math.fround));
  });
});

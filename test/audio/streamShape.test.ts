import { describe, expect, test } from "vitest";
import { opusShape, vorbisShape } from "../../src/audio/streamShape.js";
import { audioFixture } from "../support/audioFixture.js";
import { latin1 } from "../support/wavFile.js";

describe("the first page of an Ogg stream", () => {
  /** A page of one segment. */
  function page(content: Uint8Array, { flags = 2, segments = 1 } = {}): Uint8Array {
    const bytes = new Uint8Array(27 + segments + content.length);
    bytes.set(latin1("OggS"));
    bytes[5] = flags;
    bytes[26] = segments;
    bytes.set(content, 27 + segments);
    return bytes;
  }
  const opus = Uint8Array.from([...latin1("OpusHead"), 1, 3]);
  const vorbis = Uint8Array.from([...latin1("\x01vorbis"), 0, 0, 0, 0, 2, 0x22, 0x56, 0, 0]);

  test("gives the channels of Opus, whose rate is always 48,000 Hz", () => {
    expect(opusShape(page(opus))).toEqual({ sampleRate: 48_000, channels: 3 });
    expect(opusShape(page(opus, { segments: 5, flags: 3 }))).toEqual({ sampleRate: 48_000, channels: 3 });
    expect(opusShape(audioFixture("voice-opus.ogg"))).toEqual({ sampleRate: 48_000, channels: 1 });
  });

  test("gives channels and rate of Vorbis", () => {
    expect(vorbisShape(page(vorbis))).toEqual({ sampleRate: 0x5622, channels: 2 });
    expect(vorbisShape(audioFixture("voice-vorbis.ogg"))?.channels).toBe(1);
  });

  test.each([
    ["a page that is not the first", page(opus, { flags: 4 }), page(vorbis, { flags: 1 })],
    ["the other codec", page(vorbis), page(opus)],
    ["the other codec's long header", page(vorbis), page(Uint8Array.from([...opus, ...new Uint8Array(20)]))],
    ["a header that is cut", page(opus.subarray(0, 9)), page(vorbis.subarray(0, 15))],
    ["a page that is cut", page(opus).subarray(0, 27), page(vorbis).subarray(0, 27)],
  ])("says nothing about %s", (_, forOpus, forVorbis) => {
    expect(opusShape(forOpus)).toBeUndefined();
    expect(vorbisShape(forVorbis)).toBeUndefined();
  });
});

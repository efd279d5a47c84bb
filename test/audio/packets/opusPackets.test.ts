import { describe, expect, test } from "vitest";
import { codingRate } from "../../../src/audio/packets/codingRate.js";
import { opusHead, opusSamples, opusTags, placedOpus } from "../../../src/audio/packets/opusPackets.js";
import type { Packet, PacketTrack } from "../../../src/audio/packets/packetTrack.js";

/** RFC 6716, section 3.1: five bits of configuration, a stereo flag, and how many frames follow. */
const packet = (config: number, code = 0, second = 0): Uint8Array => Uint8Array.of((config << 3) | code, second, 1);

describe("an Opus packet", () => {
  // Frames of 10, 20, 40, 60 ms (SILK), 10 and 20 ms (hybrid), 2.5 to 20 ms (CELT).
  test.each([
    [0, 480],
    [1, 960],
    [2, 1_920],
    [3, 2_880],
    [11, 2_880],
    [12, 480],
    [13, 960],
    [15, 960],
    [16, 120],
    [17, 240],
    [31, 960],
  ])("of configuration %i has frames of %i samples", (config, samples) => {
    expect(opusSamples(packet(config))).toBe(samples);
    expect(opusSamples(packet(config, 4))).toBe(samples);
    expect(opusSamples(packet(config, 1))).toBe(2 * samples);
    expect(opusSamples(packet(config, 2, 63))).toBe(2 * samples);
    expect(opusSamples(packet(config, 3, 0xc0 | 5))).toBe(5 * samples);
  });

  test("without bytes has no samples", () => {
    expect(opusSamples(new Uint8Array(0))).toBe(0);
    expect(opusSamples(Uint8Array.of(3))).toBe(0);
  });
});

describe("the packets of a track of Opus", () => {
  function positions(packets: readonly Packet[], skip = 0, length?: number): number[] {
    const track: PacketTrack = {
      coding: { kind: "opus", head: new Uint8Array(19) },
      packets: () => packets,
      skip,
      ...(length === undefined ? {} : { length }),
      isCutOff: false,
      notes: () => [],
    };
    return Array.from(placedOpus(track), ({ position }) => position);
  }
  const whole = { data: packet(1) };

  test("end one after the other", () => {
    expect(positions([whole, { data: packet(0) }, { data: packet(1, 1) }])).toEqual([960, 1_440, 3_360]);
  });

  test("end before the samples that the last one discards", () => {
    expect(positions([whole, { ...whole, discardSec: 0.01 }])).toEqual([960, 1_440]);
    expect(positions([whole, { ...whole, discardSec: 1 }])).toEqual([960, 960]);
    expect(positions([whole, { ...whole, discardSec: -1 }])).toEqual([960, 1_920]);
  });

  test("end with the recording, which begins after the skipped samples", () => {
    expect(positions([whole, whole, whole], 312, 1_000)).toEqual([960, 1_312]);
    expect(positions([whole, whole, whole], 312, 1_608)).toEqual([960, 1_920]);
    expect(positions([whole, whole], 312)).toEqual([960, 1_920]);
  });
});

test("a header of Opus says in two bytes how many samples to skip, at most 65,535", () => {
  const head = Uint8Array.from({ length: 19 }, (_, i) => i);
  expect([...opusHead(head, 0x1234).subarray(9, 13)]).toEqual([9, 0x34, 0x12, 12]);
  expect([...opusHead(head, 70_000).subarray(9, 13)]).toEqual([9, 0xff, 0xff, 12]);
  expect(head[10]).toBe(10);
  expect(opusTags).toHaveLength(16);
});

test("the rate of packets is in the headers of their codec", () => {
  expect(codingRate({ kind: "opus", head: new Uint8Array(19) })).toBe(48_000);
  expect(codingRate({ kind: "mp3", sampleRate: 22_050 })).toBe(22_050);
  const vorbis = new Uint8Array(40);
  new DataView(vorbis.buffer).setUint32(10 + 12, 44_100, true);
  expect(codingRate({ kind: "vorbis", headers: [vorbis.subarray(10)] })).toBe(44_100);
  // 20 bits: 96,000 is 0x17700.
  const streamInfo = new Uint8Array(34);
  streamInfo.set([0x17, 0x70, 0x0f], 10);
  expect(codingRate({ kind: "flac", streamInfo })).toBe(96_000);
  streamInfo.set([0x0a, 0xc4, 0x4f], 10);
  expect(codingRate({ kind: "flac", streamInfo })).toBe(44_100);
  const pcm = { encoding: "pcm", channels: 1, sampleRate: 8_000, bitsPerSample: 16, isBigEndian: false } as const;
  expect(codingRate({ kind: "pcm", ...pcm })).toBe(8_000);
  expect(codingRate({ kind: "flac", streamInfo: new Uint8Array(10) })).toBe(0);
});

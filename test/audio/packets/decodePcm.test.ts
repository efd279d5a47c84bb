import { describe, expect, test } from "vitest";
import { decodePcm } from "../../../src/audio/packets/decodePcm.js";
import type { PacketTrack, PcmCoding } from "../../../src/audio/packets/packetTrack.js";

const coding: PcmCoding = {
  kind: "pcm",
  encoding: "pcm",
  channels: 1,
  sampleRate: 8_000,
  bitsPerSample: 16,
  isBigEndian: false,
};
const whole = { maxDurationSec: 360 };

function track(packets: readonly (readonly number[])[], rest: Partial<PacketTrack> = {}): PacketTrack {
  const data = packets.map((bytes) => ({ data: Uint8Array.from(bytes) }));
  return { coding, packets: () => data, skip: 0, isCutOff: false, notes: () => [], ...rest };
}

/** Samples in units of 1 / 32,768. */
const decoded = (
  packets: readonly (readonly number[])[],
  of: Partial<PcmCoding>,
  rest?: Partial<PacketTrack>,
): number[] =>
  [...decodePcm(track(packets, rest), { ...coding, ...of }, "Matroska", whole).samples].map((value) => value * 2 ** 15);

describe("PCM packets", () => {
  test("follow one another, though a sample lies in two of them", () => {
    const { samples, ...rest } = decodePcm(track([[1, 0, 2], [0], [3, 0]]), coding, "Matroska", whole);
    expect([...samples].map((value) => value * 2 ** 15)).toEqual([1, 2, 3]);
    expect(rest).toMatchObject({ sampleRate: 8_000, decoder: "", isCut: false, notes: [] });
  });

  test("are of either order of bytes, of several channels, widths and encodings", () => {
    expect(decoded([[0, 1, 0, 3]], { isBigEndian: true })).toEqual([1, 3]);
    expect(decoded([[1, 0, 3, 0, 5, 0, 9, 0]], { channels: 2 })).toEqual([2, 7]);
    expect(decoded([[0, 1, 0, 0, 2, 0]], { bitsPerSample: 24 })).toEqual([1, 2]);
    expect(decoded([[0, 1, 0, 2, 0, 0]], { bitsPerSample: 24, isBigEndian: true })).toEqual([1, 512]);
    const [half, quarter] = [0.5, 0.25].map((value) => [...new Uint8Array(Float32Array.of(value).buffer)]);
    expect(decoded([half!, quarter!], { encoding: "float", bitsPerSample: 32 })).toEqual([16_384, 8_192]);
  });

  test("are cut to the recording and to the duration limit", () => {
    const packets = [[1, 0, 2, 0, 3, 0, 4, 0]];
    expect(decoded(packets, {}, { skip: 1, length: 2 })).toEqual([2, 3]);
    const limited = decodePcm(track(packets), coding, "Matroska", { maxDurationSec: 3 / 8_000 });
    expect(limited.samples).toHaveLength(3);
    expect(limited.isCut).toBe(true);
  });
});

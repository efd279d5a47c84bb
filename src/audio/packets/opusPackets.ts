import type { PacketTrack } from "./packetTrack.js";
import type { PlacedPacket } from "./oggPages.js";

/** Opus always decodes to this rate, in Hz. */
export const opusRate = 48_000;

/**
 * Number of samples that a packet of Opus decodes to, from its first bytes.
 * @returns 0 for an empty packet
 * Source: RFC 6716, section 3.1.
 */
export function opusSamples({ 0: toc, 1: second = 0 }: Uint8Array): number {
  if (toc === undefined) return 0;
  const config = toc >> 3;
  const frameSamples =
    config < 12
      ? [480, 960, 1920, 2880][config & 3]! // SILK
      : config < 16
        ? [480, 960][config & 1]! // hybrid
        : 120 << (config & 3); // CELT
  const count = (toc & 3) === 0 ? 1 : (toc & 3) === 3 ? second & 63 : 2;
  return frameSamples * count;
}

/** The packets with their end positions; the last one's gives the end of the recording, as in Ogg. */
export function* placedOpus({ skip, length, packets }: PacketTrack): Generator<PlacedPacket> {
  const most = length === undefined ? Infinity : skip + length;
  let position = 0;
  for (const { data, discardSec = 0 } of packets()) {
    const samples = opusSamples(data);
    // Only the last packet has samples to discard; missing samples are never invented.
    const discarded = Math.min(samples, Math.max(0, Math.round(discardSec * opusRate)));
    position += samples - discarded;
    yield { data, position: Math.min(position, most) };
    if (position >= most) return;
  }
}

/** An empty comment header: Ogg Opus requires one after the identification header. */
export const opusTags = Uint8Array.from("OpusTags\0\0\0\0\0\0\0\0", (letter) => letter.charCodeAt(0));

/** The header with another number of samples to skip. */
export function opusHead(head: Uint8Array, skip: number): Uint8Array {
  const copy = head.slice();
  new DataView(copy.buffer).setUint16(10, Math.min(skip, 0xffff), true);
  return copy;
}

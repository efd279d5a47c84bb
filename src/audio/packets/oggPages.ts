import type { Pieces } from "../streamPieces.js";
import type { Packet } from "./packetTrack.js";

/** A packet and the end position of the audio that it completes. */
export interface PlacedPacket extends Pick<Packet, "data"> {
  /** samples from the beginning of the stream */
  readonly position: number;
}

/** Few packets per page, so that a page decodes to little: at most 6 s of Opus. */
const packetsPerPage = 48;
const maxSegments = 255;
const [continued, beginning, end] = [1, 2, 4];

/**
 * Packets as the pages of an Ogg stream, the input of the Opus and Vorbis decoders. Pages have no checksum: the
 * decoders do not check it.
 *
 * @param headers header packets; the first one has its own page
 * Source: RFC 3533, section 6.
 */
export function* oggPagesOf(headers: readonly Uint8Array[], packets: Iterable<PlacedPacket>): Pieces {
  let pages = 0;
  const write = function* (group: readonly Uint8Array[], position: number, flags: number): Pieces {
    const segments: number[] = [];
    for (const { length } of group) {
      for (let left = length; left >= 255; left -= 255) segments.push(255);
      segments.push(length % 255);
    }
    const content = joined(group);
    let at = 0;
    for (let i = 0; i < segments.length; i += maxSegments) {
      const part = segments.slice(i, i + maxSegments);
      const bytes = part.reduce((sum, size) => sum + size, 0);
      const isLast = i + maxSegments >= segments.length;
      const flag = (segments[i - 1] === 255 ? continued : 0) | (isLast ? flags : flags & ~end);
      // A page in which no packet ends has no position.
      yield page(part, content.subarray(at, at + bytes), isLast ? position : -1, flag, pages++);
      at += bytes;
    }
  };
  const [first, ...others] = headers;
  yield* write([first!], 0, beginning);
  yield* write(others, 0, 0);
  let group: PlacedPacket[] = [];
  const flush = function* (flags: number): Pieces {
    const position = group.at(-1)?.position ?? 0;
    yield* write(group.map(({ data }) => data), position, flags); // prettier-ignore
    group = [];
  };
  for (const packet of packets) {
    if (group.length === packetsPerPage) yield* flush(0);
    group.push(packet);
  }
  yield* flush(end);
}

function page(
  segments: readonly number[],
  content: Uint8Array,
  position: number,
  flags: number,
  n: number,
): Uint8Array {
  const bytes = new Uint8Array(27 + segments.length + content.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x4f, 0x67, 0x67, 0x53, 0, flags]); // OggS
  view.setBigInt64(6, BigInt(position), true);
  view.setUint32(14, 1, true); // the stream's number
  view.setUint32(18, n, true);
  bytes[26] = segments.length;
  bytes.set(segments, 27);
  bytes.set(content, 27 + segments.length);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

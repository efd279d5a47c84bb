/*
 * Channels and rate in the headers of compressed files, before decoding. Undefined if the header is truncated or not
 * one that we read: the first decoded piece then gives them.
 */
import type { SoundShape } from "./decodingBudget.js";

/** STREAMINFO, the first block of every FLAC file. Source: RFC 9639, section 8.2. */
export function flacShape(bytes: Uint8Array): SoundShape | undefined {
  if (bytes.length < 22 || String.fromCharCode(...bytes.subarray(0, 4)) !== "fLaC") return undefined;
  const sampleRate = bytes[18]! * 4096 + bytes[19]! * 16 + (bytes[20]! >> 4);
  return { sampleRate, channels: ((bytes[20]! >> 1) & 7) + 1 };
}

/**
 * The header of an Opus stream. Opus always decodes to 48,000 Hz, and has up to 255 channels. Source: RFC 7845, section
 * 5.1.
 */
export function opusShape(page: Uint8Array): SoundShape | undefined {
  const head = firstPacket(page, "OpusHead");
  return head === undefined || head.length < 10 ? undefined : { sampleRate: 48_000, channels: head[9]! };
}

/** The header of a Vorbis stream. Source: Vorbis I specification, section 4.2.2. */
export function vorbisShape(page: Uint8Array): SoundShape | undefined {
  const head = firstPacket(page, "\x01vorbis");
  if (head === undefined || head.length < 16) return undefined;
  return { channels: head[11]!, sampleRate: new DataView(head.buffer, head.byteOffset).getUint32(12, true) };
}

/** The content of a stream's first page, if it begins with these letters. */
function firstPacket(page: Uint8Array, letters: string): Uint8Array | undefined {
  const isFirst = page.length > 27 && (page[5]! & 2) !== 0;
  if (!isFirst) return undefined;
  const content = page.subarray(27 + page[26]!);
  return String.fromCharCode(...content.subarray(0, letters.length)) === letters ? content : undefined;
}

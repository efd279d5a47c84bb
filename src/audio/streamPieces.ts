/*
 * Cuts compressed files so that no piece decodes to too much: silence compresses to almost nothing, and 4 KB of FLAC
 * can hold 235 MB of it. A piece ends where its headers declare enough audio.
 */
import { InputError } from "../shared/errors.js";

/** If pieces give no audio (a long comment, a picture, garbage), larger ones save copying in the decoders. */
const maxPieceBytes = 65_536;

/** Samples of all channels: 4 MB. */
const maxPieceSamples = 2 ** 20;

/**
 * A FLAC frame is at most 2.1 MB. A decoder that finds none in twice that, or none after headers of `maxHeldSamples`, was given
 * a crafted file: it copies all pending bytes with every piece, and decodes them in one step at the end.
 */
const maxHeldBytes = 2 ** 22;
const maxHeldSamples = 2 ** 24;

/** Each needs its own decoder. */
const maxLinks = 1_000;

/** Called with whether the previous piece gave audio. */
export type Pieces = Generator<Uint8Array, void, boolean>;

/**
 * The pieces of an MP3 file. Its frames are at least 24 bytes of 576 samples: a piece never decodes to more than 13 MB.
 */
export function* mp3Pieces(bytes: Uint8Array): Pieces {
  let size = 4096;
  for (let at = 0; at < bytes.length;) {
    const gaveSound = yield bytes.subarray(at, at + size);
    at += size;
    size = gaveSound ? 4096 : Math.min(2 * size, maxPieceBytes);
  }
}

/**
 * The pieces of an Ogg file: one page each, which holds at most 255 packets.
 * Source: RFC 3533, section 6.
 */
export function* oggPieces(bytes: Uint8Array): Pieces {
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(nextPage(bytes, at + 4), at + maxPieceBytes);
    yield bytes.subarray(at, end);
    at = end;
  }
}

/**
 * The recordings of a chained Ogg file: each begins with a page with the flag "beginning of stream", after one without
 * it. Source: RFC 3533, section 4.
 */
export function oggLinks(bytes: Uint8Array): Uint8Array[] {
  const beginning = 2;
  const links: Uint8Array[] = [];
  let start = 0;
  let isInside = false;
  for (let at = 0; at < bytes.length; at = nextPage(bytes, at + 4)) {
    const isFirst = ((bytes[at + 5] ?? 0) & beginning) !== 0;
    if (isFirst && isInside) {
      links.push(bytes.subarray(start, at));
      start = at;
      if (links.length === maxLinks) break;
    }
    isInside = !isFirst;
  }
  return [...links, bytes.subarray(start)];
}

/** Position of the next "OggS", or the end. */
function nextPage(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x4f, from); at !== -1; at = bytes.indexOf(0x4f, at + 1))
    if (bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53) return at;
  return bytes.length;
}

/**
 * The pieces of a FLAC file: each has the frames of a million samples according to their headers.
 *
 * @throws InputError "corrupt-audio" if a long range gives no audio
 * Source: RFC 9639, sections 8 (metadata) and 9.1 (frame header).
 */
export function* flacPieces(bytes: Uint8Array): Pieces {
  let at = behindMetadata(bytes);
  for (let start = 0; start < at; start += maxPieceBytes)
    yield bytes.subarray(start, Math.min(at, start + maxPieceBytes));
  let heldBytes = 0;
  let heldSamples = 0;
  while (at < bytes.length) {
    const { end, samples } = flacPiece(bytes, at);
    heldBytes += end - at;
    heldSamples += samples;
    if (heldBytes > maxHeldBytes || heldSamples > maxHeldSamples)
      throw new InputError("corrupt-audio", `corrupt FLAC file: no frame in the ${heldBytes} bytes before ${end}`);
    if (yield bytes.subarray(at, end)) heldBytes = heldSamples = 0;
    at = end;
  }
}

/**
 * Ends before a frame: the decoder does not recognise a header split across two pieces, and mistakes two frames for
 * one.
 */
function flacPiece(bytes: Uint8Array, start: number): { readonly end: number; readonly samples: number } {
  const max = Math.min(bytes.length, start + maxPieceBytes);
  let samples = 0;
  let lastHeader = start;
  for (let at = bytes.indexOf(0xff, start); at !== -1 && at < max; at = bytes.indexOf(0xff, at + 1)) {
    const inFrame = flacFrameSamples(bytes, at);
    if (inFrame === 0) continue;
    // Never at the first frame: it has half of these samples at most.
    if (samples + inFrame > maxPieceSamples) return { end: at, samples };
    samples += inFrame;
    lastHeader = at;
  }
  if (max === bytes.length) return { end: max, samples };
  return lastHeader > start ? { end: lastHeader, samples } : { end: behindHeader(bytes, max), samples };
}

/** A position near `end` outside any frame header: headers have at most 16 bytes, and only the first is 0xff. */
function behindHeader(bytes: Uint8Array, end: number): number {
  const longestHeader = 16;
  const at = bytes.lastIndexOf(0xff, end - 1);
  return at > end - longestHeader ? at : end;
}

/** Samples of all channels that a frame header declares; 0 if there is no header. */
function flacFrameSamples(bytes: Uint8Array, at: number): number {
  const [sync = 0, sizes = 0, format = 0, number = 0] = bytes.subarray(at + 1, at + 5);
  if ((sync & 0xfe) !== 0xf8) return 0;
  const channelCode = format >> 4;
  if (channelCode > 10 || (format & 1) === 1) return 0;
  const channels = channelCode < 8 ? channelCode + 1 : 2;
  const code = sizes >> 4;
  if (code === 0 || (sizes & 0x0f) === 15) return 0;
  if (code === 1) return 192 * channels;
  if (code <= 5) return (576 << (code - 2)) * channels;
  if (code >= 8) return (256 << (code - 8)) * channels;
  const behindNumber = at + 4 + codedNumberBytes(number);
  const low = bytes[behindNumber] ?? 0;
  const blockSize = code === 6 ? low + 1 : low * 256 + (bytes[behindNumber + 1] ?? 0) + 1;
  return blockSize * channels;
}

/** Frame numbers are coded like UTF-8: the leading ones of the first byte give the number of bytes. */
function codedNumberBytes(first: number): number {
  const ones = Math.clz32(~(first << 24));
  return ones === 0 ? 1 : Math.min(7, ones);
}

/** Position of the first frame: blocks of metadata have lengths, and the last one has a flag. */
function behindMetadata(bytes: Uint8Array): number {
  let at = 4;
  while (at + 4 <= bytes.length) {
    const isLast = (bytes[at]! & 0x80) !== 0;
    at += 4 + bytes[at + 1]! * 65_536 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (isLast) break;
  }
  return Math.min(at, bytes.length);
}

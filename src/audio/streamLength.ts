/*
 * The declared length of a compressed file. Decoders do not complain about truncated files, so their output is compared
 * with the declared length.
 */
import { behindId3 } from "./id3.js";

/** Samples of each channel, give or take `slack` in a decoder's output; undefined if the file does not say. */
export interface PromisedLength {
  readonly samples: number;
  readonly slack: number;
  /** endless audio: the file ends within a page, not after one */
  readonly isMidPage?: boolean;
}

/** STREAMINFO, the first block of every FLAC file: 36 bits of it. Source: RFC 9639, section 8.2. */
export function flacLength(bytes: Uint8Array): PromisedLength | undefined {
  if (bytes.length < 26) return undefined;
  const view = viewOf(bytes);
  const samples = (view.getUint8(21) & 0x0f) * 2 ** 32 + view.getUint32(22);
  return samples === 0 ? undefined : { samples, slack: 0 };
}

/**
 * The last page's position, which is the length. A stream whose last page lacks the flag "end of stream" is truncated:
 * it declares endless audio. Source: RFC 3533, section 6; RFC 7845, section 4.
 */
export function oggLength(bytes: Uint8Array): PromisedLength | undefined {
  const view = viewOf(bytes);
  const at = lastPage(bytes);
  if (at === undefined) return undefined;
  const endOfStream = 4;
  if ((view.getUint8(at + 5) & endOfStream) === 0)
    return { samples: Infinity, slack: 0, isMidPage: !isWholePage(bytes, at) };
  const position = Number(view.getBigInt64(at + 6, true));
  // Opus counts from before its priming, whose length is in the first page; decoders start after it.
  const isOpus = bytes.length > 40 && String.fromCharCode(...bytes.subarray(28, 36)) === "OpusHead";
  return { samples: position - (isOpus ? view.getUint16(38, true) : 0), slack: 0 };
}

/** A page gives the number of its segments, and the bytes of each. */
function isWholePage(bytes: Uint8Array, at: number): boolean {
  const segments = bytes.subarray(at + 27, at + 27 + (bytes[at + 26] ?? 0));
  const end = at + 27 + (bytes[at + 26] ?? 0) + segments.reduce((sum, size) => sum + size, 0);
  return end <= bytes.length;
}

function lastPage(bytes: Uint8Array): number | undefined {
  const headerBytes = 27;
  for (let at = bytes.length - headerBytes; at >= 0; at--)
    if (bytes[at] === 0x4f && bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53) return at;
  return undefined;
}

/**
 * The number of frames in a Xing, Info or VBRI header in the first frame; files of constant rate may lack it. Decoders
 * cut off priming and padding of unstated length, two or three frames in total.
 */
export function mp3Length(bytes: Uint8Array): PromisedLength | undefined {
  const start = behindId3(bytes);
  const head = String.fromCharCode(...bytes.subarray(start, start + 256));
  const version = ((bytes[start + 1] ?? 0) >> 3) & 3;
  const frameSamples = version === 3 ? 1152 : 576;
  const xing = head.search(/Xing|Info/);
  const vbri = head.indexOf("VBRI");
  const view = viewOf(bytes);
  const hasFrames = xing >= 0 && start + xing + 12 <= bytes.length && (view.getUint32(start + xing + 4) & 1) === 1;
  const at = hasFrames ? start + xing + 8 : vbri >= 0 ? start + vbri + 14 : undefined;
  if (at === undefined || at + 4 > bytes.length) return undefined;
  return { samples: view.getUint32(at) * frameSamples, slack: 3 * frameSamples };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

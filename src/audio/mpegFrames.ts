/*
 * The headers of MPEG audio frames and of ADTS frames, which begin alike:
 *
 *     sync 11 | version 2 layer 2 CRC 1 | bit rate 4 rate 2 padding 1 private 1 | …          layers 1 to 3
 *     sync 12 | version 1 layer 00 CRC 1 | profile 2 rate 4 … channels 3 … length 13 | …      ADTS
 *
 * Source: ISO/IEC 11172-3, section 2.4.2.3; ISO/IEC 14496-3, section 1.A.2.2.
 */

export interface MpegFrame {
  /** 1 to 3; 0 for AAC in ADTS */
  readonly layer: 0 | 1 | 2 | 3;
  /** header and content; undefined if the header does not define it */
  readonly bytes: number | undefined;
}

const kbps: Readonly<Record<string, readonly number[]>> = {
  "1-1": [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  "1-2": [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  "1-3": [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  "2-1": [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  "2-2": [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

/** Consecutive frames that rule out a coincidence. */
const framesInARow = 4;

/** How far into a file to search for the first frame. */
const searchedBytes = 1 << 18;

/** The frame whose header starts at a position; undefined if no header starts there. */
export function mpegFrame(bytes: Uint8Array, at: number): MpegFrame | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) return undefined;
  const second = bytes[at + 1]!;
  const third = bytes[at + 2]!;
  const layer = (4 - ((second >> 1) & 3)) & 3;
  if (layer === 0) return adtsFrame(bytes, at);
  const version = (second >> 3) & 3;
  const bitRateIndex = third >> 4;
  const rateIndex = (third >> 2) & 3;
  if (version === 1 || bitRateIndex === 15 || rateIndex === 3) return undefined;
  if (bitRateIndex === 0) return { layer: layer as 1 | 2 | 3, bytes: undefined };
  const isFirst = version === 3;
  const bitRate = 1_000 * kbps[`${isFirst ? 1 : 2}-${isFirst ? layer : Math.min(2, layer)}`]![bitRateIndex - 1]!;
  const sampleRate = [44_100, 48_000, 32_000][rateIndex]! / (isFirst ? 1 : version === 2 ? 2 : 4);
  const padding = (third >> 1) & 1;
  const size =
    layer === 1
      ? 4 * (Math.floor((12 * bitRate) / sampleRate) + padding)
      : Math.floor(((layer === 3 && !isFirst ? 72 : 144) * bitRate) / sampleRate) + padding;
  return { layer: layer as 1 | 2 | 3, bytes: size };
}

function adtsFrame(bytes: Uint8Array, at: number): MpegFrame | undefined {
  const isAdts = (bytes[at + 1]! & 0xf6) === 0xf0 && ((bytes[at + 2]! >> 2) & 15) < 13;
  if (!isAdts || at + 6 > bytes.length) return undefined;
  const size = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
  return size < 7 ? undefined : { layer: 0, bytes: size };
}

/** Position of the first of several consecutive frames, near the beginning or after a tag. */
export function firstMpegFrame(
  bytes: Uint8Array,
  from: number,
): { readonly at: number; readonly layer: MpegFrame["layer"] } | undefined {
  const end = Math.min(bytes.length, from + searchedBytes);
  for (let at = bytes.indexOf(0xff, from); at !== -1 && at < end; at = bytes.indexOf(0xff, at + 1)) {
    const layer = layerOfRow(bytes, at);
    if (layer !== undefined) return { at, layer };
  }
  return undefined;
}

function layerOfRow(bytes: Uint8Array, start: number): MpegFrame["layer"] | undefined {
  let at = start;
  let layer: MpegFrame["layer"] | undefined;
  for (let i = 0; i < framesInARow; i++) {
    const frame = mpegFrame(bytes, at);
    if (frame?.bytes === undefined || (layer !== undefined && frame.layer !== layer)) return undefined;
    layer = frame.layer;
    at += frame.bytes;
  }
  return layer;
}

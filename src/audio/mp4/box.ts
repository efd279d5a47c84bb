/*
 * An MP4 file is a tree of boxes, each a size, a type of four letters and content; sizes are big-endian and count the
 * header too:
 *
 *     32 ftyp isom... | 8 free | 5383462 mdat ...video and audio... | 2636 moov ( 108 mvhd ... | 1180 trak ( ... ) )
 *
 * A size of 1 stands for a 64-bit size after the type, a size of 0 for "to the end".
 * Source: ISO/IEC 14496-12, section 4.2.
 */
import { InputError } from "../../shared/errors.js";

export interface Box {
  readonly type: string;
  /** where its content begins and ends, in bytes from the start of the view it was read from */
  readonly start: number;
  readonly end: number;
}

export interface BoxHeader {
  readonly type: string;
  /** 8, or 16 with a 64-bit size */
  readonly headerBytes: number;
  /** header and content; Infinity for a box that runs to the end */
  readonly size: number;
}

export const largestHeader = 16;

/** In one box, or fragments in a file: an hour of fragments of 40 ms. A small file can hold millions, each an object in memory. */
export const maxBoxes = 100_000;

/**
 * @param view the file's bytes from `at` on, as far as read; 16 are always enough
 * @returns undefined if there are too few bytes
 */
export function readBoxHeader(view: DataView, at: number): BoxHeader | undefined {
  if (view.byteLength < at + 8) return undefined;
  const type = fourLetters(view, at + 4);
  const size = view.getUint32(at);
  if (size === 0) return { type, headerBytes: 8, size: Infinity };
  if (size !== 1) return { type, headerBytes: 8, size };
  if (view.byteLength < at + largestHeader) return undefined;
  return { type, headerBytes: largestHeader, size: Number(view.getBigUint64(at + 8)) };
}

/**
 * The boxes within a box, in order.
 *
 * @throws InputError "corrupt-audio" if one is smaller than its header or reaches beyond `end`, or there are too many
 */
export function boxesIn(view: DataView, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  // Some writers end a list with four zero bytes: less than a header is not a box.
  for (let at = start; at + 8 <= end;) {
    const header = readBoxHeader(view, at) ?? { type: "?", headerBytes: 8, size: 0 };
    const { type, headerBytes } = header;
    const size = header.size === Infinity ? end - at : header.size;
    if (size < headerBytes || at + size > end)
      throw corrupt(`box ${JSON.stringify(type)} of ${size} bytes where ${end - at} are left`);
    if (boxes.length === maxBoxes) throw corrupt(`more than ${maxBoxes} boxes in one`);
    boxes.push({ type, start: at + headerBytes, end: at + size });
    at += size;
  }
  return boxes;
}

export function corrupt(what: string): InputError {
  return new InputError("corrupt-audio", `corrupt MP4 file: ${what}`);
}

export function fourLetters(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

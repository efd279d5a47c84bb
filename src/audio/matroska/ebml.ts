/*
 * WebM and Matroska are EBML: a tree of elements, each an id of one to four bytes, a size of one to eight and content.
 * The leading zero bits give the length of an id or a size:
 *
 *     1a 45 df a3 | 9f | … head …      18 53 80 67 | 01 ff ff ff ff ff ff ff | segment of unknown size: a live recording
 *
 * Source: RFC 8794 (EBML), RFC 9559 (Matroska).
 */

export const ids = {
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  bitDepth: 0x6264,
  contentEncodings: 0x6d80,
  contentEncoding: 0x6240,
  contentEncodingScope: 0x5032,
  contentEncodingType: 0x5033,
  contentCompression: 0x5034,
  contentCompAlgo: 0x4254,
  contentCompSettings: 0x4255,
  cluster: 0x1f43b675,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  discardPadding: 0x75a2,
} as const;

export interface Element {
  readonly id: number;
  /** where its content begins and ends, in bytes of the file; the end may be beyond the end of the file */
  readonly start: number;
  readonly end: number;
}

/** An unsigned number of one to eight bytes; the leading zeros of the first byte give its length. */
export interface VariableInt {
  readonly value: number;
  readonly bytes: number;
  /** all bits set: size unknown to the writer */
  readonly isUnknown: boolean;
}

/** @returns undefined if the bytes end within it or its first byte is 0 */
export function variableInt(bytes: Uint8Array, at: number): VariableInt | undefined {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > bytes.length) return undefined;
  const highest = 0xff >> length;
  let value = first & highest;
  let isUnknown = value === highest;
  for (let i = 1; i < length; i++) {
    value = value * 256 + bytes[at + i]!;
    isUnknown &&= bytes[at + i] === 0xff;
  }
  return { value, bytes: length, isUnknown };
}

/** Elements whose children are visited like their siblings; their ends are not needed. */
const entered: ReadonlySet<number> = new Set([ids.segment, ids.cluster, ids.blockGroup]);

/**
 * Consecutive elements. Entered elements are yielded before their children; their size may be unknown.
 *
 * @param isInside which elements to enter. @defaultValue segment, clusters and block groups
 * @returns the position at which no element could be read, if before the end
 */
export function* elements(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  isInside: ReadonlySet<number> = entered,
): Generator<Element, number | undefined> {
  for (let at = start; at < end;) {
    const idBytes = Math.clz32(bytes[at]!) - 23;
    const size = idBytes > 4 ? undefined : variableInt(bytes, at + idBytes);
    if (size === undefined) return at;
    let id = 0;
    for (let i = 0; i < idBytes; i++) id = id * 256 + bytes[at + i]!;
    const content = at + idBytes + size.bytes;
    const contentEnd = size.isUnknown ? Infinity : content + size.value;
    yield { id, start: content, end: contentEnd };
    if (!isInside.has(id)) {
      if (size.isUnknown) return at;
      at = contentEnd;
    } else at = content;
  }
  return undefined;
}

const none: ReadonlySet<number> = new Set();

/** The children of an element by id; the last one if several have the same id. */
export function childrenOf(bytes: Uint8Array, { start, end }: Element): Map<number, Element> {
  const found = new Map<number, Element>();
  for (const element of elements(bytes, start, Math.min(end, bytes.length), none)) found.set(element.id, element);
  return found;
}

/** An unsigned integer of up to eight bytes; 0 for none. */
export function unsigned(bytes: Uint8Array, element: Element | undefined, otherwise = 0): number {
  if (element === undefined) return otherwise;
  let value = 0;
  for (let at = element.start; at < Math.min(element.end, element.start + 8, bytes.length); at++)
    value = value * 256 + bytes[at]!;
  return value;
}

/** A float of 32 or 64 bits. */
export function float(bytes: Uint8Array, element: Element | undefined, otherwise: number): number {
  if (element === undefined || element.end > bytes.length) return otherwise;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = element.end - element.start;
  return length === 4 ? view.getFloat32(element.start) : length === 8 ? view.getFloat64(element.start) : otherwise;
}

export function contentOf(bytes: Uint8Array, element: Element | undefined): Uint8Array | undefined {
  return element && bytes.subarray(element.start, Math.min(element.end, bytes.length));
}

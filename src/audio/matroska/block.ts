import { ids, variableInt, type Element } from "./ebml.js";

/**
 * The packets of a block: one, or several whose sizes precede them (lacing).
 *
 *     track number | time 16 | flags 8 | [ count - 1 | sizes ] | packets
 *
 * @param track the wanted track; a block of another one has no packets
 * @returns the complete ones Source: RFC 9559, sections 10.1 to 10.3.
 */
export function* framesOfBlock(bytes: Uint8Array, block: Element, track: number): Generator<Uint8Array> {
  if (block.id !== ids.simpleBlock && block.id !== ids.block) return;
  const { end } = block;
  const number = variableInt(bytes, block.start);
  if (number?.value !== track) return;
  const flagsAt = block.start + number.bytes + 2;
  if (flagsAt >= end) return;
  const lacing = (bytes[flagsAt]! >> 1) & 3;
  let at = flagsAt + 1;
  if (lacing === 0) {
    if (at < end) yield bytes.subarray(at, end);
    return;
  }
  const count = 1 + (bytes[at++] ?? 0);
  const laced = lacing === 1 ? xiphSizes : lacing === 3 ? ebmlSizes : undefined;
  const found = laced === undefined ? { sizes: [], at } : laced(bytes, at, count - 1, end);
  if (found === undefined) return;
  at = found.at;
  const each = Math.floor((end - at) / count);
  const sizes = laced === undefined ? Array<number>(count).fill(each) : found.sizes;
  const last = end - at - sizes.reduce((sum, size) => sum + size, 0);
  for (const size of laced === undefined ? sizes : [...sizes, last]) {
    if (size <= 0 || at + size > end) return;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

interface Sizes {
  readonly sizes: readonly number[];
  /** where the first packet begins */
  readonly at: number;
}

/** Each size is a sum of bytes, of which all but the last are 255. */
function xiphSizes(bytes: Uint8Array, start: number, count: number, end: number): Sizes {
  const sizes: number[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    let size = 0;
    let byte = 255;
    while (byte === 255 && at < end) size += byte = bytes[at++]!;
    sizes.push(size);
  }
  return { sizes, at };
}

/**
 * The first size directly, the others as differences from the one before.
 *
 * @returns undefined if a size cannot be read: then no packet can be found
 */
function ebmlSizes(bytes: Uint8Array, start: number, count: number): Sizes | undefined {
  const sizes: number[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const coded = variableInt(bytes, at);
    if (coded === undefined) return undefined;
    at += coded.bytes;
    const bias = 2 ** (7 * coded.bytes - 1) - 1;
    sizes.push(i === 0 ? coded.value : sizes[i - 1]! + coded.value - bias);
  }
  return { sizes, at };
}

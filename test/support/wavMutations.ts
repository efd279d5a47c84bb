import {
  chunk,
  concat,
  dataChunk,
  ds64Chunk,
  fmtChunk,
  riff,
  sine,
  wavFile,
  type Encoding,
  type FormatFields,
} from "./wavFile.js";

/** Draws an integer from 0 to below - 1. */
export type RandomIntegers = (below: number) => number;

/** A small seeded generator (mulberry32): equal seeds give equal files. */
export function randomIntegers(seed: number): RandomIntegers {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const encodings: readonly Encoding[] = ["pcm8", "pcm16", "pcm24", "pcm32", "float32", "float64"];

function soundOf(fields: FormatFields): Uint8Array {
  return wavFile(sine(440, 0.004, 16_000, fields.channels), fields);
}

/** Short valid files of every format, to be mutated. */
export const baseFiles: readonly Uint8Array[] = [
  ...encodings.map((encoding) => soundOf({ encoding })),
  ...encodings.map((encoding) => soundOf({ encoding, channels: 2, extensible: true })),
  soundOf({ channels: 8, sampleRate: 192_000 }),
  riff([fmtChunk(), chunk("FLLR", new Uint8Array(60)), dataChunk(sine(440, 0.004)), chunk("LIST", [1, 2, 3])]),
  riff([fmtChunk(), { ...dataChunk(sine(440, 0.004)), claimedSize: 0xffff_ffff }], "RIFF", 0xffff_ffff),
  riff([ds64Chunk(128n), fmtChunk(), { ...dataChunk(sine(440, 0.004)), claimedSize: 0xffff_ffff }], "RF64"),
];

/** Values that can break arithmetic on sizes. */
const extremes = [
  0, 1, 2, 3, 7, 8, 15, 16, 17, 255, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff7, 0xffff_fffe,
  0xffff_ffff,
];

type Mutation = (bytes: Uint8Array, next: RandomIntegers) => Uint8Array;

const mutations: Readonly<Record<string, Mutation>> = {
  "bits flipped": (bytes, next) => {
    const copy = bytes.slice();
    for (let n = 1 + next(8); n > 0; n--) if (copy.length > 0) copy[next(copy.length)]! ^= 1 << next(8);
    return copy;
  },
  "bits flipped in the header": (bytes, next) => {
    const copy = bytes.slice();
    const length = Math.min(copy.length, 80);
    for (let n = 1 + next(4); n > 0; n--) if (length > 0) copy[next(length)]! ^= 1 << next(8);
    return copy;
  },
  truncated: (bytes, next) => bytes.slice(0, next(bytes.length + 1)),
  "followed by noise": (bytes, next) => concat([bytes, Uint8Array.from({ length: next(64) }, () => next(256))]),
  "chunk size extreme": (bytes, next) => {
    const copy = bytes.slice();
    const { start } = oneOf(chunksOf(copy), next) ?? { start: -4 };
    write32(copy, start + 4, oneOf(extremes, next)!);
    return copy;
  },
  "format field extreme": (bytes, next) => {
    const copy = bytes.slice();
    const fmt = chunksOf(copy).find(({ id }) => id === "fmt ");
    const [offset, size] = oneOf([[0, 2], [2, 2], [4, 4], [8, 4], [12, 2], [14, 2], [24, 2]] as const, next)!; // prettier-ignore
    const value = oneOf(extremes, next)!;
    const at = (fmt?.start ?? 12) + 8 + offset;
    if (size === 4) write32(copy, at, value);
    else for (let b = 0; b < 2; b++) if (at + b < copy.length) copy[at + b] = value >>> (8 * b);
    return copy;
  },
  "chunk twice": (bytes, next) =>
    withChunks(bytes, (chunks) => {
      const at = next(chunks.length);
      return [...chunks.slice(0, at), chunks[at]!, ...chunks.slice(at)];
    }),
  "chunk removed": (bytes, next) =>
    withChunks(bytes, (chunks) => {
      const at = next(chunks.length);
      return chunks.filter((_, i) => i !== at);
    }),
  "chunks in another order": (bytes, next) =>
    withChunks(bytes, (chunks) => {
      const at = next(chunks.length);
      return [...chunks.slice(at), ...chunks.slice(0, at)];
    }),
  "sample not finite": (bytes, next) => {
    const copy = bytes.slice();
    const data = chunksOf(copy).find(({ id }) => id === "data");
    const at = (data?.start ?? 0) + 8 + 8 * next(8);
    // The bytes of NaN or infinity as a 32-bit float, twice in a row also as a 64-bit one.
    for (const offset of [0, 4]) write32(copy, at + offset, 0x7f80_0000 + next(2));
    write32(copy, at + 4, 0x7ff0_0000);
    return copy;
  },
};

export const mutationNames: readonly string[] = Object.keys(mutations);

/** A file with one to three mutations applied in sequence. */
export function mutate(base: Uint8Array, next: RandomIntegers): { bytes: Uint8Array; mutations: readonly string[] } {
  const names = Array.from({ length: 1 + next(3) }, () => oneOf(mutationNames, next)!);
  return { bytes: names.reduce((bytes, name) => mutations[name]!(bytes, next), base), mutations: names };
}

interface Span {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/** The chunks, as far as their sizes make sense; the last one ends with the file. */
function chunksOf(bytes: Uint8Array): Span[] {
  const spans: Span[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let start = 12;
  while (start + 8 <= bytes.length) {
    const size = view.getUint32(start + 4, true);
    const end = Math.min(bytes.length, start + 8 + size + (size % 2));
    spans.push({ id: String.fromCharCode(...bytes.subarray(start, start + 4)), start, end });
    start = end;
  }
  return spans;
}

function withChunks(bytes: Uint8Array, change: (chunks: readonly Uint8Array[]) => readonly Uint8Array[]): Uint8Array {
  const chunks = chunksOf(bytes).map(({ start, end }) => bytes.slice(start, end));
  return chunks.length === 0 ? bytes : concat([bytes.slice(0, 12), ...change(chunks)]);
}

function oneOf<T>(values: readonly T[], next: RandomIntegers): T | undefined {
  return values[next(values.length)];
}

function write32(bytes: Uint8Array, at: number, value: number): void {
  for (let b = 0; b < 4; b++) if (at + b >= 0 && at + b < bytes.length) bytes[at + b] = value >>> (8 * b);
}

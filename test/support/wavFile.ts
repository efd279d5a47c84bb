/** Writes valid and broken WAVE files for tests; each field can be given a wrong value. */

export interface Chunk {
  readonly id: string;
  readonly content: Uint8Array;
  /** the size written in the chunk's header; by default the true one */
  readonly claimedSize?: number;
  /** leave out the padding byte after odd sizes */
  readonly unpadded?: boolean;
}

export type Encoding = "pcm8" | "pcm16" | "pcm24" | "pcm32" | "float32" | "float64";

export interface FormatFields {
  readonly encoding?: Encoding;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly extensible?: boolean;
  readonly tag?: number;
  readonly blockAlign?: number;
  readonly bits?: number;
}

export function fmtChunk(fields: FormatFields = {}): Chunk {
  const { encoding = "pcm16", channels = 1, sampleRate = 16_000, extensible = false } = fields;
  const plainTag = fields.tag ?? (encoding.startsWith("float") ? 3 : 1);
  const bits = fields.bits ?? bitsOf(encoding);
  const blockAlign = fields.blockAlign ?? (channels * bits) / 8;
  const content = new Uint8Array(extensible ? 40 : 16);
  const view = new DataView(content.buffer);
  view.setUint16(0, extensible ? 0xfffe : plainTag, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, sampleRate, true);
  view.setUint32(8, (sampleRate * blockAlign) >>> 0, true);
  view.setUint16(12, blockAlign, true);
  view.setUint16(14, bits, true);
  if (extensible) {
    view.setUint16(16, 22, true);
    view.setUint16(18, bits, true);
    view.setUint16(24, plainTag, true);
    content.set([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], 26);
  }
  return { id: "fmt ", content };
}

/** @param samples amplitudes of -1 to 1, channels interleaved */
export function dataChunk(samples: ArrayLike<number>, encoding: Encoding = "pcm16"): Chunk {
  const bytes = bitsOf(encoding) / 8;
  const content = new Uint8Array(samples.length * bytes);
  const view = new DataView(content.buffer);
  const integer = (value: number): number => {
    const fullScale = 2 ** (8 * bytes - 1);
    return Math.max(-fullScale, Math.min(fullScale - 1, Math.round(value * fullScale)));
  };
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i]!;
    const at = i * bytes;
    if (encoding === "pcm8") view.setUint8(at, integer(value) + 128);
    else if (encoding === "pcm16") view.setInt16(at, integer(value), true);
    else if (encoding === "pcm32") view.setInt32(at, integer(value), true);
    else if (encoding === "float32") view.setFloat32(at, value, true);
    else if (encoding === "float64") view.setFloat64(at, value, true);
    else for (let b = 0; b < 3; b++) view.setUint8(at + b, (integer(value) >> (8 * b)) & 0xff);
  }
  return { id: "data", content };
}

/** The ds64 chunk of RF64: sizes of the file, of data and of its frames, in 64 bits. */
export function ds64Chunk(dataBytes: bigint, frames = 0n): Chunk {
  const content = new Uint8Array(28);
  const view = new DataView(content.buffer);
  view.setBigUint64(0, dataBytes + 72n, true);
  view.setBigUint64(8, dataBytes, true);
  view.setBigUint64(16, frames, true);
  return { id: "ds64", content };
}

export function chunk(id: string, content: ArrayLike<number> = []): Chunk {
  return { id, content: Uint8Array.from(content) };
}

/** The chunks in sequence after a RIFF header. */
export function riff(chunks: readonly Chunk[], form = "RIFF", claimedSize?: number): Uint8Array {
  const encodedChunks = chunks.map(encodeChunk);
  const size = encodedChunks.reduce((sum, bytes) => sum + bytes.length, 4);
  const header = encodeChunk({
    id: form,
    content: latin1("WAVE"),
    claimedSize: claimedSize ?? (form === "RIFF" ? size : 0xffff_ffff),
  });
  return concat([header, ...encodedChunks]);
}

/** A valid WAVE file. */
export function wavFile(samples: ArrayLike<number>, fields: FormatFields = {}): Uint8Array {
  return riff([fmtChunk(fields), dataChunk(samples, fields.encoding)]);
}

/** A sine of half of full scale, the same in every channel, interleaved. */
export function sine(frequencyHz: number, durationSec: number, sampleRate = 16_000, channels = 1): Float64Array {
  const length = Math.round(durationSec * sampleRate) * channels;
  return Float64Array.from({ length }, (_, i) => {
    const n = Math.floor(i / channels);
    return 0.5 * Math.sin((2 * Math.PI * frequencyHz * n) / sampleRate);
  });
}

/** A sine that fades in and out four times a second, as speech does: a steady tone is rejected as no speech. */
export function syllables(frequencyHz: number, durationSec: number, sampleRate = 16_000, channels = 1): Float64Array {
  return sine(frequencyHz, durationSec, sampleRate, channels).map(
    (value, i) => value * (0.02 + 0.98 * Math.sin((4 * Math.PI * Math.floor(i / channels)) / sampleRate) ** 2),
  );
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function encodeChunk({ id, content, claimedSize, unpadded = false }: Chunk): Uint8Array {
  const bytes = new Uint8Array(8 + content.length + (unpadded ? 0 : content.length % 2));
  bytes.set(latin1(id));
  new DataView(bytes.buffer).setUint32(4, claimedSize ?? content.length, true);
  bytes.set(content, 8);
  return bytes;
}

function bitsOf(encoding: Encoding): number {
  return Number(/\d+$/.exec(encoding)![0]);
}

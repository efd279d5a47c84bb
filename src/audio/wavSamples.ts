import { ParameterError } from "../shared/errors.js";
import { alawValues, mulawValues } from "./telephoneLaws.js";
import type { WavHeader } from "./wavHeader.js";

/*
 * One loop per encoding, over a typed array view of the file's bytes: V8 compiles each to a few machine instructions
 * per sample; a method call per sample is ten times slower. Typed arrays use the machine's byte order; WAVE is
 * little-endian, like every machine Node is released for except IBM's mainframes.
 */

/** Adjacent channels of a file. */
export interface Channels {
  readonly first: number;
  readonly count: number;
}

/** Layout of a file's samples in a contiguous byte range. */
export type WavLayout = Pick<
  WavHeader,
  "encoding" | "channels" | "bitsPerSample" | "blockAlign" | "isBigEndian" | "dataStart" | "frames"
>;

/**
 * Decodes sample frames and averages their channels, as librosa does: integers scaled to -1 to 1 (8 bits are unsigned
 * around 128), the channels added in float32 and divided by their number.
 *
 * @param bytes      the file that `layout` describes
 * @param firstFrame where to begin, in sample frames
 * @param mono       filled from its beginning to its end, shape [nFrames]
 * @param of         the channels to average. @defaultValue all
 * @returns whether every sample is finite
 * @throws ParameterError if the requested frames are outside the file
 */
export function mixToMono(
  bytes: Uint8Array,
  layout: WavLayout,
  firstFrame: number,
  mono: Float32Array,
  of: Channels = { first: 0, count: layout.channels },
): boolean {
  if (firstFrame < 0 || firstFrame + mono.length > layout.frames)
    throw new ParameterError("firstFrame", `${mono.length} frames within the file's ${layout.frames}`, firstFrame);
  const start = layout.dataStart + firstFrame * layout.blockAlign;
  const stored = bytes.subarray(start, start + mono.length * layout.blockAlign);
  const content = layout.isBigEndian ? swapped(stored, layout.bitsPerSample / 8) : stored;
  const nSamples = mono.length * layout.channels;
  const stride = layout.channels;
  switch (layout.bitsPerSample) {
    case 8:
      if (layout.encoding === "pcm") mixBytes(content, stride, of, mono);
      else mixByTable(content, layout.encoding === "mu-law" ? mulawValues : alawValues, stride, of, mono);
      return true;
    case 16:
      mixIntegers(overlay(Int16Array, content, nSamples), 1 / 2 ** 15, stride, of, mono);
      return true;
    case 24:
      mix24(content, stride, of, mono);
      return true;
    case 32:
      if (layout.encoding === "float") return mixFloats(overlay(Float32Array, content, nSamples), stride, of, mono);
      mixIntegers(overlay(Int32Array, content, nSamples), 1 / 2 ** 31, stride, of, mono);
      return true;
    default:
      return mixFloats(overlay(Float64Array, content, nSamples), stride, of, mono);
  }
}

/**
 * The samples of a 16-bit file as a view, for callers that can use them directly; undefined if they are not aligned.
 */
export function pcm16Of(
  bytes: Uint8Array,
  { bitsPerSample, isBigEndian, channels, dataStart, frames }: WavLayout,
): { channels: number; samples: Int16Array } | undefined {
  if (bitsPerSample !== 16 || isBigEndian || (bytes.byteOffset + dataStart) % 2 !== 0) return undefined;
  return { channels, samples: overlay(Int16Array, bytes.subarray(dataStart), frames * channels) };
}

interface ArrayOver<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

/** `bytes` viewed as numbers; copied only if they are not aligned to the number's size. */
function overlay<T>(Numbers: ArrayOver<T>, bytes: Uint8Array, length: number): T {
  const aligned = bytes.byteOffset % Numbers.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new Numbers(aligned.buffer, aligned.byteOffset, length);
}

/** A copy with the bytes of each number in the other order. */
function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (let at = 0; at < copy.length; at += size) copy.subarray(at, at + size).reverse();
  return copy;
}

function mixIntegers(
  samples: Int16Array | Int32Array,
  scale: number,
  stride: number,
  { first, count }: Channels,
  mono: Float32Array,
): void {
  if (count === 1) {
    for (let i = 0, j = first; i < mono.length; i++, j += stride) mono[i] = samples[j]! * scale;
    return;
  }
  for (let i = 0, at = first; i < mono.length; i++, at += stride) {
    let sum = 0;
    for (let j = at; j < at + count; j++) sum = Math.fround(sum + Math.fround(samples[j]! * scale));
    mono[i] = sum / count;
  }
}

function mix24(bytes: Uint8Array, stride: number, { first, count }: Channels, mono: Float32Array): void {
  for (let i = 0, at = 3 * first; i < mono.length; i++, at += 3 * stride) {
    let sum = 0;
    for (let j = at; j < at + 3 * count; j += 3) {
      // The three bytes fill the upper end of a 32-bit integer, so that it has their sign.
      const sample = (bytes[j]! << 8) | (bytes[j + 1]! << 16) | (bytes[j + 2]! << 24);
      sum = Math.fround(sum + sample / 2 ** 31);
    }
    mono[i] = sum / count;
  }
}

function mixBytes(bytes: Uint8Array, stride: number, { first, count }: Channels, mono: Float32Array): void {
  for (let i = 0, at = first; i < mono.length; i++, at += stride) {
    let sum = 0;
    for (let j = at; j < at + count; j++) sum += (bytes[j]! - 128) / 128;
    mono[i] = sum / count;
  }
}

function mixByTable(
  bytes: Uint8Array,
  values: Float32Array,
  stride: number,
  { first, count }: Channels,
  mono: Float32Array,
): void {
  for (let i = 0, at = first; i < mono.length; i++, at += stride) {
    let sum = 0;
    for (let j = at; j < at + count; j++) sum = Math.fround(sum + values[bytes[j]!]!);
    mono[i] = sum / count;
  }
}

function mixFloats(
  samples: Float32Array | Float64Array,
  stride: number,
  { first, count }: Channels,
  mono: Float32Array,
): boolean {
  // 0 times NaN or infinity is NaN, and a sum stays NaN.
  let finiteness = 0;
  for (let i = 0, at = first; i < mono.length; i++, at += stride) {
    let sum = 0;
    for (let j = at; j < at + count; j++) sum = Math.fround(sum + Math.fround(samples[j]!));
    const sample = Math.fround(sum / count);
    mono[i] = sample;
    finiteness += sample * 0;
  }
  return finiteness === 0;
}

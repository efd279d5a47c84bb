import { ParameterError } from "../shared/errors.js";
import type { WavHeader } from "./wavHeader.js";

/*
 * One loop per encoding, over a typed array laid upon the file's own bytes: the engine compiles each to a few machine
 * instructions a sample, where a reader method per sample is ten times slower. Typed arrays read in the machine's byte
 * order, WAVE is little-endian, and so is every machine Node is released for but IBM's mainframes.
 */

/**
 * Decodes sample frames and averages their channels, as librosa does: integers scaled to -1 to 1 (8 bits are unsigned
 * around 128), the channels added in float32 and divided by their number.
 *
 * @param bytes      the file `header` was read from
 * @param firstFrame where to begin, in sample frames
 * @param mono       filled from its beginning to its end, shape [nFrames]
 * @returns whether every sample is finite
 * @throws ParameterError if the frames asked for lie outside the file
 */
export function mixToMono(bytes: Uint8Array, header: WavHeader, firstFrame: number, mono: Float32Array): boolean {
  if (firstFrame < 0 || firstFrame + mono.length > header.frames)
    throw new ParameterError("firstFrame", `${mono.length} frames within the file's ${header.frames}`, firstFrame);
  const start = header.dataStart + firstFrame * header.blockAlign;
  const content = bytes.subarray(start, start + mono.length * header.blockAlign);
  const nSamples = mono.length * header.channels;
  switch (header.bitsPerSample) {
    case 8:
      mixBytes(content, header.channels, mono);
      return true;
    case 16:
      mixIntegers(overlay(Int16Array, content, nSamples), header.channels, 1 / 2 ** 15, mono);
      return true;
    case 24:
      mix24(content, header.channels, mono);
      return true;
    case 32:
      if (header.encoding === "float")
        return mixFloats(overlay(Float32Array, content, nSamples), header.channels, mono);
      mixIntegers(overlay(Int32Array, content, nSamples), header.channels, 1 / 2 ** 31, mono);
      return true;
    default:
      return mixFloats(overlay(Float64Array, content, nSamples), header.channels, mono);
  }
}

/** The samples of a 16-bit file as they lie in it, for those who can use them so; undefined where they are not aligned. */
export function pcm16Of(
  bytes: Uint8Array,
  { bitsPerSample, channels, dataStart, blockAlign, frames }: WavHeader,
): { channels: number; samples: Int16Array } | undefined {
  if (bitsPerSample !== 16 || (bytes.byteOffset + dataStart) % 2 !== 0) return undefined;
  const content = bytes.subarray(dataStart, dataStart + frames * blockAlign);
  return { channels, samples: overlay(Int16Array, content, frames * channels) };
}

interface ArrayOver<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

/** `bytes` seen as numbers; they are copied only where they do not lie at a multiple of the number's size. */
function overlay<T>(Numbers: ArrayOver<T>, bytes: Uint8Array, length: number): T {
  const aligned = bytes.byteOffset % Numbers.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new Numbers(aligned.buffer, aligned.byteOffset, length);
}

function mixIntegers(samples: Int16Array | Int32Array, channels: number, scale: number, mono: Float32Array): void {
  if (channels === 1) {
    for (let i = 0; i < mono.length; i++) mono[i] = samples[i]! * scale;
    return;
  }
  for (let i = 0, j = 0; i < mono.length; i++) {
    let sum = 0;
    for (const end = j + channels; j < end; j++) sum = Math.fround(sum + Math.fround(samples[j]! * scale));
    mono[i] = sum / channels;
  }
}

function mix24(bytes: Uint8Array, channels: number, mono: Float32Array): void {
  for (let i = 0, j = 0; i < mono.length; i++) {
    let sum = 0;
    for (const end = j + 3 * channels; j < end; j += 3) {
      // The three bytes fill the upper end of a 32-bit integer, so that its sign is theirs.
      const sample = (bytes[j]! << 8) | (bytes[j + 1]! << 16) | (bytes[j + 2]! << 24);
      sum = Math.fround(sum + sample / 2 ** 31);
    }
    mono[i] = sum / channels;
  }
}

function mixBytes(bytes: Uint8Array, channels: number, mono: Float32Array): void {
  for (let i = 0, j = 0; i < mono.length; i++) {
    let sum = 0;
    for (const end = j + channels; j < end; j++) sum += (bytes[j]! - 128) / 128;
    mono[i] = sum / channels;
  }
}

function mixFloats(samples: Float32Array | Float64Array, channels: number, mono: Float32Array): boolean {
  // 0 times NaN or infinity is NaN, and once NaN a sum stays so.
  let finiteness = 0;
  for (let i = 0, j = 0; i < mono.length; i++) {
    let sum = 0;
    for (const end = j + channels; j < end; j++) sum = Math.fround(sum + Math.fround(samples[j]!));
    const sample = Math.fround(sum / channels);
    mono[i] = sample;
    finiteness += sample * 0;
  }
  return finiteness === 0;
}

import { InputError } from "../shared/errors.js";
import { ForeignSoundError } from "./foreignSound.js";
import { alawTag, extensibleTag, floatTag, formatTagName, mulawTag, pcmTag } from "./wavFormatTag.js";

export type WavEncoding = "pcm" | "float" | "mu-law" | "A-law";

/** The sample format of a WAVE file. */
export interface WavFormat {
  readonly encoding: WavEncoding;
  readonly channels: number;
  /** Hz */
  readonly sampleRate: number;
  /** bits one sample occupies: 8, 16, 24 or 32 for pcm, 32 or 64 for float, 8 for mu-law and A-law */
  readonly bitsPerSample: number;
  /** bytes of one sample frame: one sample of each channel */
  readonly blockAlign: number;
  /** numbers are big-endian: RIFX */
  readonly isBigEndian: boolean;
  /**
   * samples of 17 to 24 bits in four bytes: whether they use the upper or the lower bits is decided from the samples
   */
  readonly isPadded: boolean;
}

const maxChannels = 64;
const lowestRateHz = 1_000;
const highestRateHz = 384_000;

/** The last 14 bytes of the GUIDs by which WAVE_FORMAT_EXTENSIBLE carries a plain format tag. */
const guidTails: readonly (readonly number[])[] = [
  [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71],
  // Ambisonic B-format
  [0x00, 0x00, 0x21, 0x07, 0xd3, 0x11, 0x86, 0x44, 0xc8, 0xc1, 0xca, 0x00, 0x00, 0x00],
];

/**
 * Parses the fmt chunk: WAVEFORMAT, WAVEFORMATEX and WAVEFORMATEXTENSIBLE. The bits per sample decide if blockAlign
 * contradicts them.
 *
 * @param view  the file
 * @param start offset of the chunk's content
 * @param size  bytes of it in the file
 * @param isBigEndian of a RIFX file
 * @throws InputError "unsupported-audio" naming the encoding, channels or rate that we do not read;
 *   "corrupt-audio" if the chunk is too small or contradicts itself
 */
export function parseWavFormat(view: DataView, start: number, size: number, isBigEndian = false): WavFormat {
  if (size < 14) throw new InputError("corrupt-audio", `WAVE fmt chunk of ${size} bytes; at least 14 are needed`);
  const isLittle = !isBigEndian;
  const tag = view.getUint16(start, isLittle);
  const channels = view.getUint16(start + 2, isLittle);
  const sampleRate = view.getUint32(start + 4, isLittle);
  const blockAlign = view.getUint16(start + 12, isLittle);
  // The first version of the format had no bits-per-sample field.
  const bits = size < 16 ? Math.floor((8 * blockAlign) / channels) : view.getUint16(start + 14, isLittle);
  const encoding = encodingOf(tag === extensibleTag ? extensibleSubTag(view, start, size, isLittle) : tag);

  if (channels === 0) throw new InputError("corrupt-audio", "WAVE file with 0 channels");
  if (channels > maxChannels)
    throw new ForeignSoundError(`WAVE file of ${channels} channels; 1 to ${maxChannels} can be read`);
  if (sampleRate < lowestRateHz || sampleRate > highestRateHz) {
    const range = `${lowestRateHz} to ${highestRateHz} Hz can be read`;
    throw new InputError("unsupported-audio", `WAVE file at a sample rate of ${sampleRate} Hz; ${range}`);
  }
  const isPadded = encoding === "pcm" && bits > 16 && bits <= 24 && blockAlign === 4 * channels;
  const bitsPerSample = isPadded ? 32 : containerBits(encoding, bits);
  return {
    encoding,
    channels,
    sampleRate,
    bitsPerSample,
    blockAlign: (channels * bitsPerSample) / 8,
    isBigEndian,
    isPadded,
  };
}

/** Bits that a sample occupies: 12 or 20 bits are left-justified in the next whole number of bytes. */
function containerBits(encoding: WavEncoding, bits: number): number {
  if (encoding === "mu-law" || encoding === "A-law") return 8;
  const container = Math.ceil(bits / 8) * 8;
  const readable = encoding === "pcm" ? [8, 16, 24, 32] : [32, 64];
  if (readable.includes(container) && (encoding === "pcm" || bits === container)) return container;
  const choices = readable.join(", ");
  throw new ForeignSoundError(`WAVE file of ${bits}-bit ${encoding} samples; ${choices} can be read`);
}

function encodingOf(tag: number): WavEncoding {
  switch (tag) {
    case pcmTag:
      return "pcm";
    case floatTag:
      return "float";
    case mulawTag:
      return "mu-law";
    case alawTag:
      return "A-law";
    default:
      throw new ForeignSoundError(`compressed WAVE file: ${formatTagName(tag)}`);
  }
}

/** The plain format tag inside a WAVEFORMATEXTENSIBLE. */
function extensibleSubTag(view: DataView, start: number, size: number, isLittle: boolean): number {
  if (size < 40)
    throw new InputError("corrupt-audio", `WAVE_FORMAT_EXTENSIBLE fmt chunk of ${size} bytes; at least 40 are needed`);
  const isPlain = guidTails.some((tail) => tail.every((byte, i) => view.getUint8(start + 26 + i) === byte));
  // The first fields of a GUID are numbers, so they are big-endian in a RIFX file.
  if (!isPlain && isLittle) throw new ForeignSoundError("WAVE_FORMAT_EXTENSIBLE file of an unknown sub-format");
  return isLittle ? view.getUint16(start + 24, true) : view.getUint32(start + 24) & 0xffff;
}

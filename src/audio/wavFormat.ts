import { InputError } from "../shared/errors.js";
import { extensibleTag, floatTag, formatTagName, pcmTag } from "./wavFormatTag.js";

/** How the samples of a WAVE file are written. */
export interface WavFormat {
  readonly encoding: "pcm" | "float";
  readonly channels: number;
  /** Hz */
  readonly sampleRate: number;
  /** bits one sample occupies: 8, 16, 24 or 32 for pcm, 32 or 64 for float */
  readonly bitsPerSample: number;
  /** bytes of one sample frame: one sample of each channel */
  readonly blockAlign: number;
}

const maxChannels = 8;
const lowestRateHz = 1_000;
const highestRateHz = 384_000;

/** The last 14 bytes of the GUID by which WAVE_FORMAT_EXTENSIBLE carries a plain format tag. */
const guidTail = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71];

/**
 * Parses the fmt chunk: WAVEFORMAT, WAVEFORMATEX and WAVEFORMATEXTENSIBLE.
 *
 * @param view  the file
 * @param start offset of the chunk's content
 * @param size  bytes of it that are there
 * @throws InputError "unsupported-audio" for encodings, channels and rates we do not read, each named;
 *   "corrupt-audio" if the chunk is too small or contradicts itself
 */
export function parseWavFormat(view: DataView, start: number, size: number): WavFormat {
  if (size < 16) throw new InputError("corrupt-audio", `WAVE fmt chunk of ${size} bytes; at least 16 are needed`);
  const tag = view.getUint16(start, true);
  const channels = view.getUint16(start + 2, true);
  const sampleRate = view.getUint32(start + 4, true);
  const blockAlign = view.getUint16(start + 12, true);
  const bits = view.getUint16(start + 14, true);
  const encoding = encodingOf(tag === extensibleTag ? extensibleSubTag(view, start, size) : tag);

  if (channels === 0) throw new InputError("corrupt-audio", "WAVE file with 0 channels");
  if (channels > maxChannels)
    throw new InputError("unsupported-audio", `WAVE file of ${channels} channels; 1 to ${maxChannels} can be read`);
  if (sampleRate < lowestRateHz || sampleRate > highestRateHz) {
    const range = `${lowestRateHz} to ${highestRateHz} Hz can be read`;
    throw new InputError("unsupported-audio", `WAVE file at a sample rate of ${sampleRate} Hz; ${range}`);
  }
  // A 12-bit or 20-bit sample stands left-justified in the next whole number of bytes, so reading those is right.
  const container = Math.ceil(bits / 8) * 8;
  const readable = encoding === "pcm" ? [8, 16, 24, 32] : [32, 64];
  if (!readable.includes(container) || (encoding === "float" && bits !== container)) {
    const choices = readable.join(", ");
    throw new InputError("unsupported-audio", `WAVE file of ${bits}-bit ${encoding} samples; ${choices} can be read`);
  }
  if (blockAlign !== (channels * container) / 8) {
    const parts = `${channels} channels of ${bits} bits take ${(channels * container) / 8}`;
    throw new InputError("corrupt-audio", `WAVE header contradicts itself: blockAlign is ${blockAlign}, but ${parts}`);
  }
  return { encoding, channels, sampleRate, bitsPerSample: container, blockAlign };
}

function encodingOf(tag: number): "pcm" | "float" {
  if (tag === pcmTag) return "pcm";
  if (tag === floatTag) return "float";
  throw new InputError("unsupported-audio", `compressed WAVE file: ${formatTagName(tag)}; PCM and float can be read`);
}

/** The plain format tag inside a WAVEFORMATEXTENSIBLE. */
function extensibleSubTag(view: DataView, start: number, size: number): number {
  if (size < 40)
    throw new InputError("corrupt-audio", `WAVE_FORMAT_EXTENSIBLE fmt chunk of ${size} bytes; at least 40 are needed`);
  const isPlain = guidTail.every((byte, i) => view.getUint8(start + 26 + i) === byte);
  if (!isPlain) throw new InputError("unsupported-audio", "WAVE_FORMAT_EXTENSIBLE file of an unknown sub-format");
  return view.getUint16(start + 24, true);
}

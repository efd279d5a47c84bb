import { InputError } from "../shared/errors.js";
import { ForeignSoundError } from "./foreignSound.js";
import { sampleRates, type AudioConfig } from "./mp4/audioConfig.js";

const headerBytes = 7;

/** A frame's length has 13 bits. */
const maxFrameBytes = 8191;

/**
 * The header that makes a unit of AAC-LC a frame of an ADTS stream.
 *
 *     sync 12 | version 1 layer 2 no CRC 1 | profile 2 rate 4 private 1 channels 3 | 4 | length 13 | fullness 11 | blocks 2
 *
 * @param unitBytes bytes of the unit that follows
 * @throws InputError "unsupported-audio" for a rate or unit size that ADTS cannot represent; "corrupt-audio" for a unit
 *   that is too long
 * Source: ISO/IEC 14496-3, section 1.A.2.2.
 */
export function adtsHeader({ sampleRate, channels, unitSamples }: AudioConfig, unitBytes: number): Uint8Array {
  const rate = sampleRates.indexOf(sampleRate);
  if (rate === -1 || unitSamples !== 1024)
    throw new ForeignSoundError(`AAC of ${unitSamples} samples a unit at ${sampleRate} Hz`);
  const length = headerBytes + unitBytes;
  if (length > maxFrameBytes) throw new InputError("corrupt-audio", `corrupt AAC audio: a unit of ${unitBytes} bytes`);
  const layout = channels === 8 ? 7 : channels;
  const aacLc = 1;
  return Uint8Array.of(
    0xff,
    0xf1,
    (aacLc << 6) | (rate << 2) | (layout >> 2),
    ((layout & 3) << 6) | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 7) << 5) | 0x1f,
    0xfc,
  );
}

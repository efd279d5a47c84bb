import { InputError } from "../shared/errors.js";
import type { AudioLimits } from "./audioReader.js";

/** The audio's properties in the header of a compressed file. */
export interface SoundShape {
  /** Hz */
  readonly sampleRate: number;
  readonly channels: number;
}

const maxChannels = 8;
const lowestRateHz = 1_000;
const highestRateHz = 384_000;

/**
 * Ten kilobytes of compressed silence can decode to gigabytes, so the decoded size is limited before decoding: to six
 * minutes, or to the analysed duration if longer, at 96 kHz in mono or 48 kHz with eight channels. The mono audio is
 * kept (138 MB of float32); the channels are mixed piece by piece and only cost time.
 */
const minBudgetSec = 360;
const monoSamplesPerSec = 96_000;
const samplesPerSec = 8 * 48_000;

/** Upper bound of the float32 bytes of anything within the budget. */
export function maxDecodedBytes({ maxDurationSec }: AudioLimits): number {
  const seconds = Number.isFinite(maxDurationSec) ? Math.max(minBudgetSec, maxDurationSec) + 2 : minBudgetSec;
  return 4 * samplesPerSec * seconds;
}

/**
 * Passes audio that can be decoded within the budget.
 *
 * @param name   of the format, for the message
 * @param frames samples of each channel to decode, as declared or as counted so far
 * @throws InputError "unsupported-audio"
 */
export function requireDecodable(
  name: string,
  { sampleRate, channels }: SoundShape,
  frames: number,
  { maxDurationSec }: AudioLimits,
): void {
  if (channels < 1 || channels > maxChannels)
    throw new InputError("unsupported-audio", `${name} file of ${channels} channels; 1 to ${maxChannels} can be read`);
  if (sampleRate < lowestRateHz || sampleRate > highestRateHz) {
    const range = `${lowestRateHz} to ${highestRateHz} Hz can be read`;
    throw new InputError("unsupported-audio", `${name} file at a sample rate of ${sampleRate} Hz; ${range}`);
  }
  const budgetSec = Math.max(minBudgetSec, maxDurationSec);
  const maxFrames = Math.floor(budgetSec * Math.min(monoSamplesPerSec, samplesPerSec / channels));
  const wanted = Math.min(frames, maxDurationSec * sampleRate);
  if (wanted <= maxFrames) return;
  const found = `${sampleRate} Hz, ${channels} channels, ${Math.round(wanted / sampleRate)} s`;
  const remedy = `--max-duration ${Math.floor(maxFrames / sampleRate)} reads its beginning`;
  throw new InputError("unsupported-audio", `${name} file too large when decoded: ${found}; ${remedy}`);
}

import { framesWithin } from "../audioReader.js";
import type { DecodedRecording, DecodeLimits } from "../decodedAudio.js";
import { wavDataStart, writeWavHeader } from "../wavWriter.js";
import type { PacketTrack } from "./packetTrack.js";

/** The lowest rate of any codec here, in Hz: bounds the duration of skipped samples. */
const lowestRate = 8_000;

/** Limits extended by the samples that are skipped. */
export function withSkip(limits: DecodeLimits, { skip }: Pick<PacketTrack, "skip">): DecodeLimits {
  return skip === 0 ? limits : { ...limits, maxDurationSec: limits.maxDurationSec + skip / lowestRate };
}

/**
 * The part of the decoded audio that is the recording, without priming and padding. The samples are moved in place.
 *
 * @param discardSec left out at the end of the audio
 */
export function partOf(
  decoded: DecodedRecording,
  { skip, length = Infinity }: Pick<PacketTrack, "skip" | "length">,
  discardSec: number,
  limits: DecodeLimits,
): DecodedRecording {
  const { samples, sampleRate, wav } = decoded;
  const discarded = decoded.isCut ? 0 : Math.max(0, Math.round(discardSec * sampleRate));
  const whole = Math.min(length, Math.max(0, samples.length - skip - discarded));
  if (whole === samples.length) return decoded;
  const kept = framesWithin(whole, sampleRate, limits);
  samples.copyWithin(0, skip, skip + kept);
  const bytes = wav.subarray(0, wavDataStart() + 4 * kept);
  const form = { encoding: "float", channels: 1, sampleRate, bitsPerSample: 32, dataBytes: 4 * kept } as const;
  writeWavHeader(wav.buffer, form);
  return {
    ...decoded,
    samples: samples.subarray(0, kept),
    wav: bytes,
    isCut: kept < whole || (decoded.isCut && kept === framesWithin(Infinity, sampleRate, limits)),
  };
}

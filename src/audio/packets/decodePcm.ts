import type { DecodedRecording, DecodeLimits } from "../decodedAudio.js";
import { requireDecodable } from "../decodingBudget.js";
import { FloatWavBuffer } from "../floatWav.js";
import { openWav } from "../wav.js";
import { wavDataStart } from "../wavWriter.js";
import type { PacketTrack, PcmCoding } from "./packetTrack.js";
import { partOf, withSkip } from "./partOf.js";

/**
 * Reads PCM packets as the samples of a WAVE file.
 *
 * @param name of the container, for messages
 */
export function decodePcm(track: PacketTrack, coding: PcmCoding, name: string, limits: DecodeLimits): DecodedRecording {
  requireDecodable(name, coding, 0, limits);
  const bytes = wavOf(coding, track);
  const { sampleRate, frames, wholeFrames, notes, ...reader } = openWav(bytes, withSkip(limits, track));
  requireDecodable(name, coding, frames, limits);
  const buffer = new FloatWavBuffer(frames);
  reader.read(0, buffer.reserve(frames));
  const sound = buffer.finish(frames, sampleRate);
  const isCut = wholeFrames > frames;
  return partOf({ ...sound, sampleRate, decoder: "", notes, isCut }, track, 0, limits);
}

/** A WAVE file, RIFX if the numbers are big-endian. */
function wavOf(
  { encoding, channels, sampleRate, bitsPerSample, isBigEndian }: PcmCoding,
  track: PacketTrack,
): Uint8Array {
  // Read twice instead of kept: there may be millions of one-byte packets.
  let length = 0;
  for (const { data } of track.packets()) length += data.length;
  const start = wavDataStart();
  const bytes = new Uint8Array(start + length);
  const view = new DataView(bytes.buffer);
  const isLittle = !isBigEndian;
  const ascii = new TextEncoder();
  bytes.set(ascii.encode(`${isLittle ? "RIFF" : "RIFX"}    WAVEfmt     `));
  view.setUint32(4, bytes.length - 8, isLittle);
  view.setUint32(16, 16, isLittle);
  view.setUint16(20, encoding === "pcm" ? 1 : 3, isLittle);
  view.setUint16(22, channels, isLittle);
  view.setUint32(24, sampleRate, isLittle);
  // Byte rate and block size stay 0: openWav computes them from the other fields.
  view.setUint16(34, bitsPerSample, isLittle);
  bytes.set(ascii.encode("data"), 36);
  view.setUint32(40, length, isLittle);
  let at = start;
  for (const { data } of track.packets()) {
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

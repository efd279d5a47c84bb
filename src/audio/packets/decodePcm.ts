import type { DecodedRecording, DecodeLimits } from "../decodedAudio.js";
import { floatWav } from "../floatWav.js";
import { openWav } from "../wav.js";
import { wavDataStart } from "../wavWriter.js";
import type { PacketTrack, PcmCoding } from "./packetTrack.js";
import { partOf, withSkip } from "./partOf.js";

/** PCM packets are read as the samples of a WAVE file. */
export function decodePcm(track: PacketTrack, coding: PcmCoding, limits: DecodeLimits): DecodedRecording {
  const reader = openWav(wavOf(coding, track), withSkip(limits, track));
  const samples = new Float32Array(reader.frames);
  reader.read(0, samples);
  const { sampleRate } = reader;
  const isCut = reader.wholeFrames > reader.frames;
  const { notes } = reader;
  const wav = floatWav({ samples, sampleRate });
  const whole = new Float32Array(wav.buffer, wavDataStart(), samples.length);
  return partOf({ samples: whole, sampleRate, wav, decoder: "", notes, isCut }, track, 0, limits);
}

/** A WAVE file, RIFX if the numbers are big-endian. */
function wavOf(
  { encoding, channels, sampleRate, bitsPerSample, isBigEndian }: PcmCoding,
  track: PacketTrack,
): Uint8Array {
  const packets = [...track.packets()];
  const frameBytes = Math.ceil((channels * bitsPerSample) / 8);
  const start = wavDataStart();
  const bytes = new Uint8Array(start + packets.reduce((sum, { data }) => sum + data.length, 0));
  const view = new DataView(bytes.buffer);
  const isLittle = !isBigEndian;
  const letters = `${isLittle ? "RIFF" : "RIFX"}    WAVEfmt     `;
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  view.setUint32(4, bytes.length - 8, isLittle);
  view.setUint32(16, 16, isLittle);
  view.setUint16(20, encoding === "pcm" ? 1 : 3, isLittle);
  view.setUint16(22, channels, isLittle);
  view.setUint32(24, sampleRate, isLittle);
  view.setUint32(28, sampleRate * frameBytes, isLittle);
  view.setUint16(32, frameBytes, isLittle);
  view.setUint16(34, bitsPerSample, isLittle);
  for (let i = 0; i < 4; i++) bytes[36 + i] = "data".charCodeAt(i);
  view.setUint32(40, bytes.length - start, isLittle);
  let at = start;
  for (const { data } of packets) {
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

import { decodeAac } from "./decodeAac.js";
import { decodeStream } from "./decodeStream.js";
import type { AudioLimits } from "./audioReader.js";
import { cancellingNote } from "./cancellingChannels.js";
import { notSound } from "./decodeAudio.js";
import type { DecodedRecording, DecodeLimits } from "./decodedAudio.js";
import { decodeFileByFfmpeg } from "./fileByFfmpeg.js";
import type { AudioDecoder } from "./audioFormat.js";
import { ffmpegVersion } from "./ffmpeg.js";
import { ForeignSoundError } from "./foreignSound.js";
import { readMatroska } from "./matroska/readMatroska.js";
import { RangeCache } from "./rangeCache.js";
import { readMp4Packets } from "./mp4/readMp4Packets.js";
import { readMp4Audio, type EncodedAudio } from "./mp4/readMp4Audio.js";
import { decodePackets } from "./packets/decodePackets.js";
import type { PacketTrack } from "./packets/packetTrack.js";
import { fileInMemory, type FileRange, type RangedFile } from "./rangedFile.js";
import { InputError } from "../shared/errors.js";
import { sniffFormat } from "./sniffFormat.js";
import { wavFact, type FactLength } from "./wavFact.js";
import { readWavHeader } from "./wavHeader.js";

/** A recording to analyse: a whole file of any format, or the encoded audio extracted from a video. */
export type AudioInput =
  { readonly kind: "file"; readonly bytes: Uint8Array } | { readonly kind: "encoded"; readonly encoded: EncodedAudio };

/** An MP4 index is at the beginning or the end of the file; these sizes hold the index of a video of a few seconds. */
export const firstBytes = 4096;
export const lastBytes = 65_536;

/**
 * Reads the parts of a file that hold its audio: for an MP4 file its index and the byte ranges with audio; for other
 * formats, and for MP4 files that our own reader does not support (fragments, other codecs), everything.
 *
 * @param first the file's first bytes, `firstBytes` of them unless it is shorter
 * @param last  its last bytes
 * @throws InputError as readMp4Audio
 */
export async function readAudioInput(
  file: RangedFile,
  first: FileRange,
  last: FileRange,
  limits: AudioLimits,
): Promise<AudioInput> {
  const found = sniffFormat(first.bytes);
  if (found.kind !== "readable" || found.format.decoder.kind !== "mp4")
    return { kind: "file", bytes: await file.readAll() };
  const cache = new RangeCache();
  cache.add(first);
  cache.add(last);
  try {
    return { kind: "encoded", encoded: await readMp4Audio(file, cache, first.size, limits) };
  } catch (error) {
    if (error instanceof ForeignSoundError) return { kind: "file", bytes: await file.readAll() };
    throw error;
  }
}

/** Whether a file must be decoded by decodeAudioInput first; WAVE of our own encodings is read while it is analysed. */
export function needsDecoding(bytes: Uint8Array): boolean {
  const found = sniffFormat(bytes);
  if (found.kind !== "readable") return bytes.length > 0 && found.name === undefined;
  if (found.format.decoder.kind !== "wav") return true;
  try {
    readWavHeader(bytes.subarray(found.start));
    return false;
  } catch (error) {
    return error instanceof ForeignSoundError;
  }
}

/**
 * Decodes inputs for which `needsDecoding`: with our own readers and the WebAssembly decoders, otherwise with ffmpeg.
 *
 * @throws InputError as decodeAac, decodeStream and decodeFileByFfmpeg
 */
export async function decodeAudioInput(sound: AudioInput, limits: AudioLimits): Promise<DecodedRecording> {
  const recording = await decode(sound, limits);
  const { louder } = recording;
  if (louder === undefined) return recording;
  const alone = await decode(sound, { ...limits, channel: louder });
  return { ...alone, notes: [...alone.notes, cancellingNote(louder)] };
}

async function decode(sound: AudioInput, limits: DecodeLimits): Promise<DecodedRecording> {
  if (sound.kind === "encoded") return decodeAac(sound.encoded, limits);
  const found = sniffFormat(sound.bytes);
  if (found.kind !== "readable") {
    if (found.name !== undefined || sound.bytes.length === 0) throw notSound(sound.bytes, found);
    return decodeFileByFfmpeg(sound.bytes, { name: "unknown" }, limits);
  }
  const { name, start, format } = found;
  const { decoder, ffmpeg } = format;
  const bytes = sound.bytes.subarray(start);
  const byFfmpeg = async (reason?: string): Promise<DecodedRecording> =>
    decodeFileByFfmpeg(bytes, { ...ffmpeg, name, reason, length: lengthOf(bytes, decoder) }, limits);
  try {
    switch (decoder.kind) {
      case "wav":
        readWavHeader(bytes); // which says what our reader does not support
        return await byFfmpeg();
      case "mp4":
        return await decodeMp4(bytes, name, limits);
      case "matroska":
        return await decodePackets(readMatroska(bytes), name, limits);
      case "stream":
        return await decodeStream(bytes, { name, decoder }, limits);
      case "ffmpeg":
        return await byFfmpeg();
    }
  } catch (error) {
    if (error instanceof ForeignSoundError) return byFfmpeg(error.message);
    if (await isReplacedByFfmpeg(error, decoder)) return byFfmpeg();
    throw error;
  }
}

/**
 * Whether ffmpeg decodes a file instead: our decoder is not installed, and ffmpeg is. For MP4 files, decodeAac chooses
 * among decoders.
 *
 * @param error what our reader threw
 */
export async function isReplacedByFfmpeg(error: unknown, { kind }: AudioDecoder): Promise<boolean> {
  if (!(error instanceof InputError && error.code === "decoder-missing")) return false;
  return kind !== "mp4" && (await ffmpegVersion()) !== undefined;
}

/** For compressed WAVE, whose last block may be longer than the recording. */
function lengthOf(bytes: Uint8Array, { kind }: AudioDecoder): FactLength | undefined {
  return kind === "wav" ? wavFact(bytes) : undefined;
}

/** AAC-LC as from byte ranges; other codecs and fragments packet by packet. */
async function decodeMp4(bytes: Uint8Array, name: string, limits: DecodeLimits): Promise<DecodedRecording> {
  const cache = new RangeCache();
  cache.add({ bytes, start: 0, size: bytes.length });
  let encoded: EncodedAudio;
  try {
    encoded = await readMp4Audio(fileInMemory(bytes), cache, bytes.length, limits);
  } catch (error) {
    if (!(error instanceof ForeignSoundError)) throw error;
    return decodePackets(packetsOr(error, bytes), name, limits);
  }
  return decodeAac(encoded, limits);
}

/** @throws the error, which names the codec, if it cannot be read from packets either */
function packetsOr(error: ForeignSoundError, bytes: Uint8Array): PacketTrack {
  try {
    return readMp4Packets(bytes);
  } catch (inner) {
    throw inner instanceof ForeignSoundError ? error : inner;
  }
}

import { decodeAac } from "./decodeAac.js";
import { decodeStream } from "./decodeStream.js";
import type { AudioLimits } from "./audioReader.js";
import type { DecodedRecording } from "./decodedAudio.js";
import { RangeCache } from "./rangeCache.js";
import { readMp4Audio, type EncodedAudio } from "./mp4/readMp4Audio.js";
import { fileInMemory, type FileRange, type RangedFile } from "./rangedFile.js";
import type { AudioFormat } from "./formats.js";
import { sniffFormat } from "./sniffFormat.js";

/** A recording to analyse: a whole file of any format, or the encoded audio extracted from a video. */
export type AudioInput =
  { readonly kind: "file"; readonly bytes: Uint8Array } | { readonly kind: "encoded"; readonly encoded: EncodedAudio };

/** An MP4 index is at the beginning or the end of the file; these sizes hold the index of a video of a few seconds. */
export const firstBytes = 4096;
export const lastBytes = 65_536;

/**
 * Reads the parts of a file that hold its audio: of an MP4 its index and the byte ranges with audio, of others everything.
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
  if (decoderOf(first.bytes)?.kind !== "mp4") return { kind: "file", bytes: await file.readAll() };
  const cache = new RangeCache();
  cache.add(first);
  cache.add(last);
  return { kind: "encoded", encoded: await readMp4Audio(file, cache, first.size, limits) };
}

/** Whether a file's audio is compressed, so that decodeAudioInput is needed; WAVE is read while it is analysed. */
export function isCompressed(bytes: Uint8Array): boolean {
  const decoder = decoderOf(bytes);
  return decoder !== undefined && decoder.kind !== "wav";
}

function decoderOf(bytes: Uint8Array): AudioFormat["decoder"] | undefined {
  const sniffed = sniffFormat(bytes);
  return sniffed.kind === "readable" ? sniffed.format.decoder : undefined;
}

/** Decodes compressed audio; throws as decodeAac and decodeStream. */
export async function decodeAudioInput(sound: AudioInput, limits: AudioLimits): Promise<DecodedRecording> {
  if (sound.kind === "encoded") return decodeAac(sound.encoded, limits);
  const sniffed = sniffFormat(sound.bytes);
  if (sniffed.kind !== "readable" || sniffed.format.decoder.kind !== "stream") return decodeMp4(sound.bytes, limits);
  const { name, decoder } = sniffed.format;
  return decodeStream(sound.bytes, { name, decoder }, limits);
}

async function decodeMp4(bytes: Uint8Array, limits: AudioLimits): Promise<DecodedRecording> {
  const cache = new RangeCache();
  cache.add({ bytes, start: 0, size: bytes.length });
  return decodeAac(await readMp4Audio(fileInMemory(bytes), cache, bytes.length, limits), limits);
}

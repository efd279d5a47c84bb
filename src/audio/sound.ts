import { decodeAac } from "./decodeAac.js";
import { decodeStream } from "./decodeStream.js";
import type { AudioLimits } from "./audioReader.js";
import type { DecodedRecording } from "./decodedSound.js";
import { HeldBytes } from "./heldBytes.js";
import { readMp4Sound, type CodedSound } from "./mp4/readSound.js";
import { fileInMemory, type FileStretch, type RangedFile } from "./rangedFile.js";
import { sniffFormat } from "./sniffFormat.js";

/** A recording on its way to a thread: a whole file of whatever format, or the coded sound taken out of a film. */
export type Sound =
  { readonly kind: "file"; readonly bytes: Uint8Array } | { readonly kind: "coded"; readonly coded: CodedSound };

/** The index of a film stands at its beginning or its end; here a film of a few seconds has it whole. */
export const firstBytes = 4096;
export const lastBytes = 65_536;

/**
 * Reads what is needed of a file to have its sound: of an MP4 its index and the stretches with sound, of others all.
 *
 * @param first the file's first bytes, `firstBytes` of them unless it is shorter
 * @param last  its last bytes
 * @throws InputError as readMp4Sound
 */
export async function readSound(
  file: RangedFile,
  first: FileStretch,
  last: FileStretch,
  limits: AudioLimits,
): Promise<Sound> {
  if (sniffFormat(first.bytes).kind !== "mp4") return { kind: "file", bytes: await file.readAll() };
  const held = new HeldBytes();
  held.add(first);
  held.add(last);
  return { kind: "coded", coded: await readMp4Sound(file, held, first.size, limits) };
}

/** Whether a file's sound is compressed, so that decodeSound is wanted; WAVE is read where it is analysed. */
export function isCompressed(bytes: Uint8Array): boolean {
  const { kind } = sniffFormat(bytes);
  return kind === "mp4" || kind === "stream";
}

/** Decodes compressed sound; see decodeAac and decodeStream for what they throw. */
export async function decodeSound(sound: Sound, limits: AudioLimits): Promise<DecodedRecording> {
  if (sound.kind === "coded") return decodeAac(sound.coded);
  const format = sniffFormat(sound.bytes);
  return format.kind === "stream" ? decodeStream(sound.bytes, format.name, limits) : decodeMp4(sound.bytes, limits);
}

async function decodeMp4(bytes: Uint8Array, limits: AudioLimits): Promise<DecodedRecording> {
  const held = new HeldBytes();
  held.add({ bytes, start: 0, size: bytes.length });
  return decodeAac(await readMp4Sound(fileInMemory(bytes), held, bytes.length, limits));
}

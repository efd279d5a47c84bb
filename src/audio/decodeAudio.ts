import { InputError } from "../shared/errors.js";
import { type AudioLimits, type AudioReader, type MonoAudio, readMono } from "./audioReader.js";
import { readableExtensions, readableFormats } from "./formats.js";
import { sniffFormat, soundIn, type FileFormat } from "./sniffFormat.js";
import { openWav } from "./wav.js";

/**
 * Opens a WAVE file by its content, whatever its name.
 * @throws InputError "unsupported-audio" naming the format found; otherwise as openWav
 */
export function openAudio(bytes: Uint8Array, limits: AudioLimits): AudioReader {
  requireWav(bytes);
  return openWav(soundIn(bytes), limits);
}

/** A whole recording, mono; see openAudio. */
export function decodeAudio(bytes: Uint8Array, limits: AudioLimits): MonoAudio {
  return readMono(openAudio(bytes, limits));
}

/** Passes WAVE files. @throws InputError naming the format otherwise */
export function requireWav(bytes: Uint8Array): void {
  const found = sniffFormat(bytes);
  if (found.kind === "other") throw notSound(bytes, found);
  if (found.format.decoder.kind === "wav") return;
  throw new InputError("unsupported-audio", `${found.name} file where WAVE is expected`);
}

/** Passes bytes that may be audio; names a format that obviously is not. */
export function requireSound(bytes: Uint8Array): void {
  const found = sniffFormat(bytes);
  if (bytes.length === 0 || (found.kind === "other" && found.name !== undefined)) throw notSound(bytes, found);
}

/** Why a file that is not a recording is rejected, and what to do instead. */
export function notSound(bytes: Uint8Array, found: FileFormat): InputError {
  if (bytes.length === 0) return new InputError("too-short", "empty file (0 bytes)");
  const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  if (bytes.length < 12 && first === "52 49 46 46".slice(0, first.length))
    return new InputError("truncated-audio", `truncated WAVE file: ${bytes.length} of at least 44 bytes found`);
  if (found.kind === "other" && found.name !== undefined) {
    const advice = found.advice ?? `recordings are read from ${readableExtensions}`;
    return new InputError("unsupported-audio", `${found.name}, not a recording: ${advice}`);
  }
  const begins = `the file begins with the bytes ${first}`;
  return new InputError("unsupported-audio", `unknown format: ${begins}; ${readableFormats} can be read`);
}

import { InputError } from "../shared/errors.js";
import type { AudioLimits, AudioReader, MonoAudio } from "./audioReader.js";
import { readableFormats } from "./formats.js";
import { sniffFormat } from "./sniffFormat.js";
import { openWav } from "./wav.js";

/**
 * Opens a recording by its content, whatever its name.
 * @throws InputError "unsupported-audio" naming the format found; otherwise as the format's own reader
 */
export function openAudio(bytes: Uint8Array, limits: AudioLimits): AudioReader {
  requireWav(bytes);
  return openWav(bytes, limits);
}

/** A whole recording, mono; see openAudio. */
export function decodeAudio(bytes: Uint8Array, limits: AudioLimits): MonoAudio {
  const audio = openAudio(bytes, limits);
  const samples = new Float32Array(audio.frames);
  audio.read(0, samples);
  return { samples, sampleRate: audio.sampleRate };
}

/**
 * Passes WAVE files.
 * @throws InputError naming what the bytes are instead
 */
export function requireWav(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new InputError("too-short", "empty file (0 bytes)");
  const format = sniffFormat(bytes);
  switch (format.kind) {
    case "readable":
      if (format.format.decoder.kind === "wav") return;
      throw new InputError("unsupported-audio", `${format.name} file where WAVE is expected`);
    case "unreadable":
      throw new InputError("unsupported-audio", `${format.name} file; ${readableFormats} can be read`);
    case "other":
      throw notSound(bytes, format.name);
  }
}

function notSound(bytes: Uint8Array, name: string | undefined): InputError {
  if (name !== undefined)
    return new InputError("unsupported-audio", `${name}, not a recording; ${readableFormats} can be read`);
  const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const isCutRiff = bytes.length < 12 && first.startsWith("52 49 46 46".slice(0, first.length));
  if (isCutRiff)
    return new InputError("truncated-audio", `truncated WAVE file: ${bytes.length} of at least 44 bytes found`);
  return new InputError(
    "unsupported-audio",
    `unknown format: the file begins with the bytes ${first}; ${readableFormats} can be read`,
  );
}

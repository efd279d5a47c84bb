import { audioFormats } from "./formats.js";
import type { AudioFormat } from "./audioFormat.js";
import { behindId3 } from "./id3.js";
import { firstMpegFrame, mpegFrame, type MpegFrame } from "./mpegFrames.js";

/** A file's format by its first bytes; its name may be wrong. */
export type FileFormat =
  /** a readable format; `name` may be more precise than the format's */
  | { readonly kind: "readable"; readonly name: string; readonly format: AudioFormat; readonly start: number }
  /** apparently not audio; `name` is absent if the first bytes are unknown */
  | { readonly kind: "other"; readonly name?: string; readonly advice?: string };

interface Signature {
  readonly name: string;
  /** the first bytes as Latin-1; a space stands for any byte */
  readonly starts: string;
  /** what the reader can do about it */
  readonly advice?: string;
}

/** Formats that people pass by mistake: recognised only for messages. Specific patterns come first. */
const otherFiles: readonly Signature[] = [
  { name: "WebP image", starts: "RIFF    WEBP" },
  { name: "MIDI", starts: "MThd" },
  { name: "PNG image", starts: "\x89PNG" },
  { name: "JPEG image", starts: "\xff\xd8\xff" },
  { name: "GIF image", starts: "GIF8" },
  { name: "PDF", starts: "%PDF" },
  { name: "ZIP archive", starts: "PK\x03\x04", advice: "unpack it first (unzip FILE -d DIR)" },
  { name: "empty ZIP archive", starts: "PK\x05\x06" },
  { name: "RAR archive", starts: "Rar!", advice: "unpack it first" },
  { name: "7-Zip archive", starts: "7z\xbc\xaf", advice: "unpack it first" },
  { name: "gzip data", starts: "\x1f\x8b", advice: "unpack it first (gunzip, or tar xzf for .tar.gz)" },
  { name: "Parquet table", starts: "PAR1" },
  { name: "XML", starts: "<?xml" },
  { name: "HTML", starts: "<!DOCTYPE" },
  { name: "HTML", starts: "<!doctype" },
  { name: "HTML", starts: "<html" },
  { name: "HTML", starts: "<HTML" },
  { name: "Git LFS pointer", starts: "version https://git-lfs", advice: "run git lfs pull to fetch the actual file" },
];

const longestSignature = 40;

/** Recognises a file by its first bytes; a tag before them (ID3v2) is skipped. */
export function sniffFormat(bytes: Uint8Array): FileFormat {
  const tagged = behindId3(bytes);
  return recognised(bytes, tagged) ?? otherFile(bytes) ?? mpegStream(bytes, tagged) ?? { kind: "other" };
}

/** A file without its leading tag. */
export function soundIn(bytes: Uint8Array): Uint8Array {
  const found = sniffFormat(bytes);
  return found.kind === "readable" && found.start > 0 ? bytes.subarray(found.start) : bytes;
}

function recognised(bytes: Uint8Array, start: number): FileFormat | undefined {
  const head = String.fromCharCode(...bytes.subarray(start, start + longestSignature));
  const format = audioFormats.find(({ signatures }) => signatures.some((pattern) => matches(head, pattern)));
  return format && { kind: "readable", name: preciseName(format, head), format, start };
}

function otherFile(bytes: Uint8Array): FileFormat | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, longestSignature));
  const named = otherFiles.find(({ starts }) => matches(head, starts));
  if (named === undefined) return isText(bytes) ? { kind: "other", name: "text file" } : undefined;
  const { name, advice } = named;
  return { kind: "other", name, ...(advice === undefined ? {} : { advice }) };
}

/** An MP4 file's major brand distinguishes it from an M4A or QuickTime file. */
function preciseName({ name, decoder }: AudioFormat, head: string): string {
  if (decoder.kind !== "mp4") return name;
  const brand = head.slice(8, 12).trim();
  return brand.startsWith("M4A") ? "M4A" : brand === "qt" ? "QuickTime" : brand.startsWith("3g") ? "3GP" : name;
}

function matches(head: string, pattern: string): boolean {
  for (let i = 0; i < pattern.length; i++) if (pattern[i] !== " " && pattern[i] !== head[i]) return false;
  return true;
}

/** Only for a short file of letters: eight letters may also begin an unknown format. */
function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 512);
  return head.length >= 8 && head.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13));
}

/**
 * A bare MPEG stream begins with a frame, possibly after a tag. If it was cut out of another stream or has garbage
 * before it, frames begin later, and several consecutive ones confirm the format.
 */
function mpegStream(bytes: Uint8Array, tagged: number): FileFormat | undefined {
  const atStart = mpegFrame(bytes, tagged);
  if (atStart !== undefined) return mpegFormat(atStart.layer, tagged);
  const later = firstMpegFrame(bytes, tagged);
  if (later !== undefined) return mpegFormat(later.layer, later.at);
  return tagged > 0 ? mpegFormat(3, 0) : undefined;
}

function mpegFormat(layer: MpegFrame["layer"], start: number): FileFormat {
  const name = layer === 3 ? "MP3" : layer === 0 ? "AAC (ADTS)" : "MP2";
  return { kind: "readable", name, format: audioFormats.find((known) => known.name === name)!, start };
}

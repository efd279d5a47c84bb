import { audioFormats, type AudioFormat } from "./formats.js";

/** What a file is by its first bytes; its name may lie. */
export type FileFormat =
  /** a format that can be read; `name` is more precise than the format's where the bytes tell more */
  | { readonly kind: "readable"; readonly name: string; readonly format: AudioFormat }
  /** audio that cannot be read */
  | { readonly kind: "unreadable"; readonly name: string }
  /** not audio, as far as its first bytes tell; `name` is absent if they tell nothing */
  | { readonly kind: "other"; readonly name?: string };

interface Signature {
  readonly kind: "unreadable" | "other";
  readonly name: string;
  /** the first bytes as Latin-1; a space stands for any byte */
  readonly starts: string;
}

/** Formats that are recognised only to name them in messages. Specific patterns come first. */
const namedFormats: readonly Signature[] = [
  { kind: "unreadable", name: "big-endian WAVE (RIFX)", starts: "RIFX" },
  { kind: "unreadable", name: "Sony Wave64", starts: "riff\x2e\x91\xcf\x11" },
  { kind: "other", name: "AVI video", starts: "RIFF    AVI\x20" },
  { kind: "other", name: "WebP image", starts: "RIFF    WEBP" },
  { kind: "unreadable", name: "Ogg", starts: "OggS" },
  { kind: "unreadable", name: "AIFF", starts: "FORM    AIFF" },
  { kind: "unreadable", name: "AIFF-C", starts: "FORM    AIFC" },
  { kind: "unreadable", name: "Sun audio (AU)", starts: ".snd" },
  { kind: "unreadable", name: "Core Audio (CAF)", starts: "caff" },
  { kind: "unreadable", name: "NIST Sphere", starts: "NIST_1A" },
  { kind: "unreadable", name: "AMR", starts: "#!AMR" },
  { kind: "unreadable", name: "Windows Media (ASF)", starts: "\x30\x26\xb2\x75" },
  { kind: "unreadable", name: "Matroska or WebM", starts: "\x1a\x45\xdf\xa3" },
  { kind: "other", name: "MIDI", starts: "MThd" },
  { kind: "other", name: "PNG image", starts: "\x89PNG" },
  { kind: "other", name: "JPEG image", starts: "\xff\xd8\xff" },
  { kind: "other", name: "PDF", starts: "%PDF" },
  { kind: "other", name: "zip archive", starts: "PK\x03\x04" },
  { kind: "other", name: "gzip data", starts: "\x1f\x8b" },
  { kind: "other", name: "XML", starts: "<?xml" },
  { kind: "other", name: "HTML", starts: "<!DOCTYPE" },
  { kind: "other", name: "HTML", starts: "<html" },
];

const longestSignature = 36;

/** Recognises a file by its first bytes. */
export function sniffFormat(bytes: Uint8Array): FileFormat {
  const head = String.fromCharCode(...bytes.subarray(0, longestSignature));
  const format = audioFormats.find(({ signatures }) => signatures.some((pattern) => matches(head, pattern)));
  if (format !== undefined) return { kind: "readable", name: preciseName(format, head), format };
  const named = namedFormats.find(({ starts }) => matches(head, starts));
  if (named !== undefined) return { kind: named.kind, name: named.name };
  return mpegStream(bytes) ?? { kind: "other" };
}

/** An MP4 file's major brand tells it from an M4A or QuickTime file. */
function preciseName({ name, decoder }: AudioFormat, head: string): string {
  if (decoder.kind !== "mp4") return name;
  const brand = head.slice(8, 12).trim();
  return brand.startsWith("M4A") ? "M4A" : brand === "qt" ? "QuickTime" : name;
}

function matches(head: string, pattern: string): boolean {
  if (head.length < pattern.length) return false;
  for (let i = 0; i < pattern.length; i++) if (pattern[i] !== " " && pattern[i] !== head[i]) return false;
  return true;
}

/** A bare MPEG stream begins with eleven set bits, then its version and layer (layer 00 is ADTS, that is AAC). */
function mpegStream(bytes: Uint8Array): FileFormat | undefined {
  if (bytes.length < 4 || bytes[0] !== 0xff || (bytes[1]! & 0xe0) !== 0xe0) return undefined;
  const version = (bytes[1]! >> 3) & 3;
  const layer = (bytes[1]! >> 1) & 3;
  if (layer === 0) return (bytes[1]! & 0xf0) === 0xf0 ? { kind: "unreadable", name: "AAC (ADTS)" } : undefined;
  const isAudio = version !== 1 && bytes[2]! >> 4 !== 15 && ((bytes[2]! >> 2) & 3) !== 3;
  if (!isAudio) return undefined;
  const mp3 = layer === 1 ? audioFormats.find(({ name }) => name === "MP3") : undefined;
  return mp3 === undefined
    ? { kind: "unreadable", name: "MPEG audio" }
    : { kind: "readable", name: mp3.name, format: mp3 };
}

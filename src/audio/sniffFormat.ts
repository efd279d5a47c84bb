/** What a file is by its first bytes; its name may lie. */
export type FileFormat =
  | { readonly kind: "wav" }
  /** ISO base media: MP4, M4A, MOV; `brand` is its major brand */
  | { readonly kind: "mp4"; readonly name: string; readonly brand: string }
  /** compressed sound that optional decoders read */
  | { readonly kind: "stream"; readonly name: StreamName }
  /** sound that is not read here */
  | { readonly kind: "audio"; readonly name: string }
  /** no sound, as far as its first bytes tell; `name` is absent where they tell nothing */
  | { readonly kind: "other"; readonly name?: string };

export type StreamName = "FLAC" | "Ogg Vorbis" | "Ogg Opus" | "MP3";

type Signature = (
  { readonly kind: "stream"; readonly name: StreamName } | { readonly kind: "audio" | "other"; readonly name: string }
) & {
  /** the format's first bytes; a space in the pattern stands for any byte */
  readonly starts: string;
};

// Bytes as Latin-1 characters. More particular patterns come first.
const signatures: readonly Signature[] = [
  { kind: "audio", name: "big-endian WAVE (RIFX)", starts: "RIFX" },
  { kind: "audio", name: "Sony Wave64", starts: "riff\x2e\x91\xcf\x11" },
  { kind: "other", name: "AVI video", starts: "RIFF    AVI\x20" },
  { kind: "other", name: "WebP image", starts: "RIFF    WEBP" },
  { kind: "stream", name: "FLAC", starts: "fLaC" },
  { kind: "stream", name: "Ogg Opus", starts: `OggS${" ".repeat(24)}OpusHead` },
  { kind: "stream", name: "Ogg Vorbis", starts: `OggS${" ".repeat(24)}\x01vorbis` },
  { kind: "audio", name: "Ogg", starts: "OggS" },
  { kind: "stream", name: "MP3", starts: "ID3" },
  { kind: "audio", name: "AIFF", starts: "FORM    AIFF" },
  { kind: "audio", name: "AIFF-C", starts: "FORM    AIFC" },
  { kind: "audio", name: "Sun audio (AU)", starts: ".snd" },
  { kind: "audio", name: "Core Audio (CAF)", starts: "caff" },
  { kind: "audio", name: "NIST Sphere", starts: "NIST_1A" },
  { kind: "audio", name: "AMR", starts: "#!AMR" },
  { kind: "audio", name: "Windows Media (ASF)", starts: "\x30\x26\xb2\x75" },
  { kind: "audio", name: "Matroska or WebM", starts: "\x1a\x45\xdf\xa3" },
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
  if (/^(RIFF|RF64|BW64)/.test(head) && head.slice(8, 12) === "WAVE") return { kind: "wav" };
  if (head.slice(4, 8) === "ftyp") {
    const brand = head.slice(8, 12).trim();
    return { kind: "mp4", name: brand.startsWith("M4A") ? "M4A" : brand === "qt" ? "QuickTime" : "MP4", brand };
  }
  const signature = signatures.find(({ starts }) => matches(head, starts));
  if (signature?.kind === "stream") return { kind: "stream", name: signature.name };
  if (signature) return { kind: signature.kind, name: signature.name };
  const name = mpegStream(bytes);
  if (name === undefined) return { kind: "other" };
  return name === "MP3" ? { kind: "stream", name } : { kind: "audio", name };
}

function matches(head: string, pattern: string): boolean {
  if (head.length < pattern.length) return false;
  for (let i = 0; i < pattern.length; i++) if (pattern[i] !== " " && pattern[i] !== head[i]) return false;
  return true;
}

/** A bare MPEG stream begins with eleven set bits, then its version and layer (00 is ADTS, that is AAC). */
function mpegStream(bytes: Uint8Array): string | undefined {
  if (bytes.length < 4 || bytes[0] !== 0xff || (bytes[1]! & 0xe0) !== 0xe0) return undefined;
  const version = (bytes[1]! >> 3) & 3;
  const layer = (bytes[1]! >> 1) & 3;
  if (layer === 0) return (bytes[1]! & 0xf0) === 0xf0 ? "AAC (ADTS)" : undefined;
  const isSound = version !== 1 && bytes[2]! >> 4 !== 15 && ((bytes[2]! >> 2) & 3) !== 3;
  return isSound ? (layer === 1 ? "MP3" : "MPEG audio") : undefined;
}

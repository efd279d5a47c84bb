/*
 * The audio formats that can be read: the one table that listing, upload, prediction, the dashboard, `ser doctor` and
 * error messages use. To add a format, add its entry; if its kind of decoder exists already, nothing else is needed.
 *
 * The table is plain data, safe to bundle for the browser: decoders are loaded by the name of their package.
 */
import type { SoundShape } from "./decodingBudget.js";
import { flacBits } from "./flacScale.js";
import { flacLength, mp3Length, oggLength, type PromisedLength } from "./streamLength.js";
import { flacPieces, mp3Pieces, oggLinks, oggPieces, type Pieces } from "./streamPieces.js";
import { flacShape, opusShape, vorbisShape } from "./streamShape.js";

/** Reads PCM and float WAVE without a decoder. */
export interface WavDecoder {
  readonly kind: "wav";
}

/** Reads an MP4 index, then decodes the AAC units it points to; see decodeAac. */
export interface Mp4Decoder {
  readonly kind: "mp4";
}

/** Decodes a file piece by piece with a package of the @audio family. */
export interface StreamDecoder {
  readonly kind: "stream";
  readonly package: string;
  /** the length that the file declares, to detect truncation; undefined if it declares none */
  readonly declaredLength: (bytes: Uint8Array) => PromisedLength | undefined;
  /** the channels and the rate that a piece's header declares; undefined for pieces without a header */
  readonly shape: (piece: Uint8Array) => SoundShape | undefined;
  /** cuts a file so that no piece decodes to too much */
  readonly pieces: (bytes: Uint8Array) => Pieces;
  /** splits a file into its chained recordings. @defaultValue one */
  readonly links?: (bytes: Uint8Array) => readonly Uint8Array[];
  /** bits per sample, for formats that store integers */
  readonly integerBits?: (bytes: Uint8Array) => number;
}

/** Reads the packets of WebM and Matroska, then decodes them like formats with the same packets. */
export interface MatroskaDecoder {
  readonly kind: "matroska";
}

/** Decoded by ffmpeg alone. */
export interface FfmpegDecoder {
  readonly kind: "ffmpeg";
}

/** The demuxer that ffmpeg is told to use: a guess could lead to formats that refer to other files. */
export interface FfmpegInput {
  /** ffmpeg's name of the container */
  readonly demuxer: string;
  /** its index may be anywhere, so the file cannot be read from a pipe */
  readonly needsSeeking?: boolean;
  /** its header declares its length, so truncation can be detected */
  readonly saysLength?: boolean;
}

export type AudioDecoder = WavDecoder | Mp4Decoder | MatroskaDecoder | StreamDecoder | FfmpegDecoder;

export interface AudioFormat<D = AudioDecoder> {
  /** as messages call it */
  readonly name: string;
  /** file name extensions, lower case, without the dot */
  readonly extensions: readonly string[];
  /** the type for serving it first, then others that clients use */
  readonly mimeTypes: readonly [string, ...string[]];
  /** the file's first bytes as Latin-1; a space stands for any byte */
  readonly signatures: readonly string[];
  readonly decoder: D;
  /** the file has an index, so only the byte ranges with audio need to be fetched */
  readonly canReadRanges: boolean;
  /** ffmpeg's demuxer, for files of the format that our own decoder cannot read */
  readonly ffmpeg: FfmpegInput;
}

const anyBytes = (count: number): string => " ".repeat(count);

/** A format that only ffmpeg decodes. */
function byFfmpeg(format: Omit<AudioFormat, "decoder" | "canReadRanges">): AudioFormat {
  return { ...format, decoder: { kind: "ffmpeg" }, canReadRanges: false };
}

/** Formats in the order in which they are recognised and listed. */
export const audioFormats: readonly AudioFormat[] = [
  {
    name: "WAVE",
    extensions: ["wav", "wave"],
    mimeTypes: ["audio/wav", "audio/x-wav", "audio/vnd.wave"],
    signatures: ["RIFF    WAVE", "RIFX    WAVE", "RF64    WAVE", "BW64    WAVE"],
    decoder: { kind: "wav" },
    canReadRanges: false,
    ffmpeg: { demuxer: "wav", saysLength: true },
  },
  {
    name: "MP4",
    extensions: ["mp4", "m4a", "m4b", "m4v", "mov", "3gp", "3g2"],
    mimeTypes: ["audio/mp4", "video/mp4", "audio/x-m4a", "video/quicktime", "audio/3gpp", "video/3gpp"],
    // QuickTime files from before 2001 and fragments have no ftyp
    signatures: ["ftyp", "moov", "mdat", "wide", "styp"].map((type) => anyBytes(4) + type),
    decoder: { kind: "mp4" },
    canReadRanges: true,
    ffmpeg: { demuxer: "mov", needsSeeking: true, saysLength: true },
  },
  {
    name: "FLAC",
    extensions: ["flac"],
    mimeTypes: ["audio/flac", "audio/x-flac"],
    signatures: ["fLaC"],
    decoder: {
      kind: "stream",
      package: "@audio/decode-flac",
      declaredLength: flacLength,
      shape: flacShape,
      pieces: flacPieces,
      integerBits: flacBits,
    },
    canReadRanges: false,
    ffmpeg: { demuxer: "flac" },
  },
  {
    name: "MP3",
    extensions: ["mp3"],
    mimeTypes: ["audio/mpeg"],
    signatures: [], // frames, perhaps behind a tag: see sniffFormat
    decoder: {
      kind: "stream",
      package: "@audio/decode-mp3",
      declaredLength: mp3Length,
      shape: () => undefined, // stereo at no more than 48,000 Hz, whatever the file holds
      pieces: mp3Pieces,
    },
    canReadRanges: false,
    ffmpeg: { demuxer: "mp3" },
  },
  {
    name: "Ogg Vorbis",
    extensions: ["ogg"],
    mimeTypes: ["audio/ogg"],
    signatures: [`OggS${anyBytes(24)}\x01vorbis`],
    decoder: {
      kind: "stream",
      package: "@audio/decode-vorbis",
      declaredLength: oggLength,
      shape: vorbisShape,
      pieces: oggPieces,
      links: oggLinks,
    },
    canReadRanges: false,
    ffmpeg: { demuxer: "ogg" },
  },
  {
    name: "Ogg Opus",
    extensions: ["opus", "ogg"],
    mimeTypes: ["audio/ogg"],
    signatures: [`OggS${anyBytes(24)}OpusHead`],
    decoder: {
      kind: "stream",
      package: "@audio/decode-opus",
      declaredLength: oggLength,
      shape: opusShape,
      pieces: oggPieces,
      links: oggLinks,
    },
    canReadRanges: false,
    ffmpeg: { demuxer: "ogg" },
  },
  byFfmpeg({
    name: "Ogg FLAC",
    extensions: ["oga"],
    mimeTypes: ["audio/ogg"],
    signatures: [`OggS${anyBytes(24)}\x7fFLAC`],
    ffmpeg: { demuxer: "ogg" },
  }),
  byFfmpeg({
    name: "Speex",
    extensions: ["spx"],
    mimeTypes: ["audio/ogg"],
    signatures: [`OggS${anyBytes(24)}Speex`],
    ffmpeg: { demuxer: "ogg" },
  }),
  byFfmpeg({
    name: "Ogg",
    extensions: ["ogv", "ogx"],
    mimeTypes: ["audio/ogg", "video/ogg"],
    signatures: ["OggS"],
    ffmpeg: { demuxer: "ogg" },
  }),
  {
    name: "WebM or Matroska",
    extensions: ["webm", "weba", "mka", "mkv"],
    mimeTypes: ["audio/webm", "video/webm", "audio/x-matroska", "video/x-matroska"],
    signatures: ["\x1a\x45\xdf\xa3"],
    decoder: { kind: "matroska" },
    canReadRanges: false,
    ffmpeg: { demuxer: "matroska" },
  },
  byFfmpeg({
    name: "AAC (ADTS)",
    extensions: ["aac"],
    mimeTypes: ["audio/aac", "audio/aacp"],
    signatures: [], // see sniffFormat
    ffmpeg: { demuxer: "aac" },
  }),
  byFfmpeg({
    name: "MP2",
    extensions: ["mp2", "mpa", "mpga"],
    mimeTypes: ["audio/mpeg"],
    signatures: [], // see sniffFormat
    ffmpeg: { demuxer: "mp3" },
  }),
  byFfmpeg({
    name: "AIFF",
    extensions: ["aiff", "aif", "aifc"],
    mimeTypes: ["audio/aiff", "audio/x-aiff"],
    signatures: ["FORM    AIFF", "FORM    AIFC"],
    ffmpeg: { demuxer: "aiff", needsSeeking: true, saysLength: true },
  }),
  byFfmpeg({
    name: "AU",
    extensions: ["au", "snd"],
    mimeTypes: ["audio/basic"],
    signatures: [".snd"],
    ffmpeg: { demuxer: "au" },
  }),
  byFfmpeg({
    name: "CAF",
    extensions: ["caf"],
    mimeTypes: ["audio/x-caf"],
    signatures: ["caff"],
    ffmpeg: { demuxer: "caf", needsSeeking: true },
  }),
  byFfmpeg({
    name: "Wave64",
    extensions: ["w64"],
    mimeTypes: ["audio/x-w64"],
    signatures: ["riff\x2e\x91\xcf\x11"],
    ffmpeg: { demuxer: "w64", saysLength: true },
  }),
  byFfmpeg({
    name: "NIST Sphere",
    extensions: ["sph", "nist"],
    mimeTypes: ["audio/x-nist"],
    signatures: ["NIST_1A"],
    ffmpeg: { demuxer: "nistsphere" },
  }),
  byFfmpeg({
    name: "AMR",
    extensions: ["amr", "awb"],
    mimeTypes: ["audio/amr", "audio/amr-wb"],
    signatures: ["#!AMR"],
    ffmpeg: { demuxer: "amr" },
  }),
  byFfmpeg({
    name: "Windows Media",
    extensions: ["wma", "asf", "wmv"],
    mimeTypes: ["audio/x-ms-wma", "video/x-ms-wmv"],
    signatures: ["\x30\x26\xb2\x75"],
    ffmpeg: { demuxer: "asf" },
  }),
  byFfmpeg({
    name: "WavPack",
    extensions: ["wv"],
    mimeTypes: ["audio/x-wavpack"],
    signatures: ["wvpk"],
    ffmpeg: { demuxer: "wv" },
  }),
  byFfmpeg({
    name: "AVI",
    extensions: ["avi"],
    mimeTypes: ["video/x-msvideo"],
    signatures: ["RIFF    AVI"],
    ffmpeg: { demuxer: "avi", needsSeeking: true },
  }),
];

/** Every extension of a format that can be read, lower case, without the dot. */
export const audioExtensions: ReadonlySet<string> = new Set(audioFormats.flatMap(({ extensions }) => extensions));

/** For messages: "WAVE, MP4, FLAC, MP3, … and AVI". */
export const readableFormats: string = audioFormats
  .map(({ name }) => name)
  .join(", ")
  .replace(/, ([^,]*)$/, " and $1");

/**
 * The format that a file's name suggests; only its content is conclusive.
 *
 * @param key a file name with or without folders
 * @returns the first format with its extension; undefined if the extension is not that of an audio format
 * @example formatOfName("Actor_01/voice.FLAC")?.name // "FLAC"
 */
export function formatOfName(key: string): AudioFormat | undefined {
  const name = key.slice(key.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  if (dot < 0) return undefined;
  const extension = name.slice(dot + 1).toLowerCase();
  return audioFormats.find(({ extensions }) => extensions.includes(extension));
}

/** Extensions for messages: ".wav, .wave, .mp4, …". */
export const readableExtensions: string = [...audioExtensions].map((extension) => `.${extension}`).join(", ");

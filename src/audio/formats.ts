/*
 * The audio formats that can be read: the one table from which listing, upload, prediction, the dashboard, `ser doctor`
 * and error messages take what they know of a format. To add a format, add its entry; one whose decoder is of a kind that
 * is here already needs nothing else.
 *
 * The table is plain data, safe to bundle for the browser: decoders are loaded by the name of their package.
 */
import type { SoundShape } from "./decodingBudget.js";
import { flacLength, mp3Length, oggLength, type PromisedLength } from "./streamLength.js";
import { flacPieces, mp3Pieces, oggPieces, type Pieces } from "./streamPieces.js";
import { flacShape, opusShape, vorbisShape } from "./streamShape.js";

/** Reads PCM and float WAVE without a decoder. */
export interface WavDecoder {
  readonly kind: "wav";
}

/** Reads an MP4 index, then decodes the AAC units it points to; see decodeAac for by what. */
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
  /** cuts a file so that no piece decodes to much */
  readonly pieces: (bytes: Uint8Array) => Pieces;
}

export interface AudioFormat<D = WavDecoder | Mp4Decoder | StreamDecoder> {
  /** as messages call it */
  readonly name: string;
  /** file name extensions, lower case, without the dot */
  readonly extensions: readonly string[];
  /** the type it is served as first, then others that clients use */
  readonly mimeTypes: readonly [string, ...string[]];
  /** the file's first bytes as Latin-1; a space stands for any byte */
  readonly signatures: readonly string[];
  readonly decoder: D;
  /** the file has an index, so that only the byte ranges that hold audio need be fetched */
  readonly canReadRanges: boolean;
}

const anyBytes = (count: number): string => " ".repeat(count);

/** Formats in the order in which they are recognised and listed. */
export const audioFormats: readonly AudioFormat[] = [
  {
    name: "WAVE",
    extensions: ["wav"],
    mimeTypes: ["audio/wav", "audio/x-wav", "audio/vnd.wave"],
    signatures: ["RIFF    WAVE", "RF64    WAVE", "BW64    WAVE"],
    decoder: { kind: "wav" },
    canReadRanges: false,
  },
  {
    name: "MP4",
    extensions: ["mp4", "m4a", "m4v", "mov"],
    mimeTypes: ["audio/mp4", "video/mp4", "audio/x-m4a", "video/quicktime"],
    signatures: [`${anyBytes(4)}ftyp`],
    decoder: { kind: "mp4" },
    canReadRanges: true,
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
    },
    canReadRanges: false,
  },
  {
    name: "MP3",
    extensions: ["mp3"],
    mimeTypes: ["audio/mpeg"],
    signatures: ["ID3"], // or none: see sniffFormat
    decoder: {
      kind: "stream",
      package: "@audio/decode-mp3",
      declaredLength: mp3Length,
      shape: () => undefined, // stereo of at most 48,000 Hz, whatever the file holds
      pieces: mp3Pieces,
    },
    canReadRanges: false,
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
    },
    canReadRanges: false,
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
    },
    canReadRanges: false,
  },
];

/** Every extension of a format that can be read, lower case, without the dot. */
export const audioExtensions: ReadonlySet<string> = new Set(audioFormats.flatMap(({ extensions }) => extensions));

/** For messages: "WAVE, MP4, FLAC, MP3, Ogg Vorbis and Ogg Opus". */
export const readableFormats: string = audioFormats
  .map(({ name }) => name)
  .join(", ")
  .replace(/, ([^,]*)$/, " and $1");

/**
 * What a file's name suggests that it is; only its content can tell.
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

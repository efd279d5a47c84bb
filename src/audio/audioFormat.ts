import type { SoundShape } from "./decodingBudget.js";
import type { PromisedLength } from "./streamLength.js";
import type { Pieces } from "./streamPieces.js";

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

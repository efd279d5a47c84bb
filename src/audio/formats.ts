/*
 * The audio formats that can be read: the one table that listing, upload, prediction, the dashboard, `ser doctor` and
 * error messages use. To add a format, add its entry; if its kind of decoder exists already, nothing else is needed.
 *
 * The table is plain data, safe to bundle for the browser: decoders are loaded by the name of their package.
 */
import type { AudioFormat } from "./audioFormat.js";
import { flacBits } from "./flacScale.js";
import { flacLength, mp3Length, oggLength } from "./streamLength.js";
import { flacPieces, mp3Pieces, oggLinks, oggPieces } from "./streamPieces.js";
import { flacShape, opusShape, vorbisShape } from "./streamShape.js";

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
  const dot = key.lastIndexOf(".");
  if (dot < 0) return undefined;
  // The dot may be that of a folder: no extension contains a slash.
  const extension = key.slice(dot + 1).toLowerCase();
  return audioFormats.find(({ extensions }) => extensions.includes(extension));
}

/** Extensions for messages: ".wav, .wave, .mp4, …". */
export const readableExtensions: string = [...audioExtensions].map((extension) => `.${extension}`).join(", ");

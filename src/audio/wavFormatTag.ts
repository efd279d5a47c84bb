/*
 * The wFormatTag of a WAVE file's fmt chunk names the encoding. We read linear PCM, IEEE float, mu-law and A-law; all
 * others have a name here, for messages.
 * Source: RFC 2361 and Microsoft's mmreg.h.
 */

export const pcmTag = 0x0001;
export const floatTag = 0x0003;
export const alawTag = 0x0006;
export const mulawTag = 0x0007;
/** The actual tag is at the beginning of a GUID further on in the chunk. */
export const extensibleTag = 0xfffe;

const compressedNames: Readonly<Record<number, string>> = {
  0x0002: "Microsoft ADPCM",
  [alawTag]: "A-law",
  [mulawTag]: "mu-law",
  0x0008: "DTS",
  0x0011: "IMA ADPCM",
  0x0014: "G.723 ADPCM",
  0x0016: "G.721 ADPCM",
  0x0022: "TrueSpeech",
  0x0031: "GSM 6.10",
  0x0040: "G.721 ADPCM",
  0x0045: "G.726 ADPCM",
  0x0050: "MPEG layer I or II",
  0x0055: "MP3",
  0x0064: "G.726 ADPCM",
  0x0092: "AC-3 over S/PDIF",
  0x00ff: "AAC",
  0x0160: "Windows Media Audio 1",
  0x0161: "Windows Media Audio 2",
  0x0162: "Windows Media Audio Pro",
  0x0163: "Windows Media Audio Lossless",
  0x1600: "AAC (ADTS)",
  0x1610: "AAC (HE-AAC)",
  0x2000: "AC-3",
  0x674f: "Vorbis",
  0x704f: "Opus",
  0xf1ac: "FLAC",
};

/** The name of a format tag, with the tag itself: "mu-law (format tag 0x0007)". */
export function formatTagName(tag: number): string {
  const hex = `format tag 0x${tag.toString(16).padStart(4, "0")}`;
  const name = compressedNames[tag];
  return name === undefined ? `an unknown encoding (${hex})` : `${name} (${hex})`;
}

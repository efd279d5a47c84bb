/*
 * ADPCM and GSM write whole blocks, the last one padded with silence; the fact chunk gives the length of the audio.
 * Source: Microsoft, New Multimedia Data Types and Data Techniques (1994).
 */

export interface FactLength {
  /** samples of each channel that the file holds */
  readonly frames: number;
  /** samples of each channel in a block */
  readonly blockFrames: number;
}

/** Formats whose blocks hold a fixed number of samples: Microsoft and IMA ADPCM, GSM 6.10. */
const blockTags: readonly number[] = [0x0002, 0x0011, 0x0031];

const maxChunks = 100;

/**
 * @param bytes a RIFF WAVE file
 * @returns undefined for other encodings, or if the file does not say
 */
export function wavFact(bytes: Uint8Array): FactLength | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frames: number | undefined;
  let blockFrames: number | undefined;
  for (let at = 12, i = 0; at + 12 <= bytes.length && i < maxChunks; i++) {
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    const isBlocks = id === "fmt " && size >= 20 && at + 28 <= bytes.length;
    if (isBlocks && blockTags.includes(view.getUint16(at + 8, true))) blockFrames = view.getUint16(at + 26, true);
    if (id === "fact" && size >= 4) frames = view.getUint32(at + 8, true);
    if (id === "data") break;
    at += 8 + size + (size % 2);
  }
  return frames === undefined || blockFrames === undefined || frames === 0 ? undefined : { frames, blockFrames };
}

/** What a WAVE file holds. */
export interface WavForm {
  readonly encoding: "pcm" | "float";
  readonly channels: number;
  /** Hz */
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  /** of all samples of all channels */
  readonly dataBytes: number;
  /** ASCII text for the LIST/INFO chunk, which players show. @defaultValue no such chunk */
  readonly comment?: string;
}

const formatTags = { pcm: 1, float: 3 };

/**
 * Offset of the samples in the file that `writeWavHeader` writes.
 *
 * @example wavDataStart() // 44
 */
export function wavDataStart(comment?: string): number {
  return 44 + (comment === undefined ? 0 : 8 + listBytes(comment));
}

/**
 * Writes a WAVE file's header, everything except the samples, to the beginning of `buffer`:
 *
 *     RIFF size WAVE | fmt 16 | LIST size INFO ICMT comment | data samples
 *
 * Source: IBM & Microsoft (1991), Multimedia Programming Interface and Data Specifications 1.0, ch. 2 and 3.
 *
 * @param buffer has at least `wavDataStart(form.comment)` bytes
 * @example writeWavHeader(new ArrayBuffer(44 + 2 * n), { encoding: "pcm", channels: 1, sampleRate: 16_000, bitsPerSample: 16, dataBytes: 2 * n })
 */
export function writeWavHeader(buffer: ArrayBuffer, form: WavForm): void {
  const { channels, sampleRate, bitsPerSample, dataBytes, comment } = form;
  const dataStart = wavDataStart(comment);
  const frameBytes = (channels * bitsPerSample) / 8;
  const view = new DataView(buffer);
  let at = 0;
  const text = (letters: string): void => {
    for (let i = 0; i < letters.length; i++) view.setUint8(at++, letters.charCodeAt(i));
  };
  const uint16 = (value: number): void => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const uint32 = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  text("RIFF");
  uint32(dataStart - 8 + dataBytes);
  text("WAVEfmt ");
  uint32(16);
  uint16(formatTags[form.encoding]);
  uint16(channels);
  uint32(sampleRate);
  uint32(sampleRate * frameBytes);
  uint16(frameBytes);
  uint16(bitsPerSample);
  if (comment !== undefined) {
    text("LIST");
    uint32(listBytes(comment));
    text("INFOICMT");
    uint32(comment.length + 1); // with the zero at its end
    text(`${comment}\0`);
    at = dataStart - 8; // chunks start at even offsets
  }
  text("data");
  uint32(dataBytes);
}

/** Bytes of a LIST chunk after its size field. */
function listBytes(comment: string): number {
  return 4 + 8 + 2 * Math.ceil((comment.length + 1) / 2);
}

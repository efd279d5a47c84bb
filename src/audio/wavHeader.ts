/*
 * A WAVE file is a list of chunks, each an id of four letters, a size and that many bytes, padded to an even length:
 *
 *     RIFF size WAVE | fmt  16 ... | FLLR 4044 ... | data 353894 ......samples...... | LIST ...
 *
 * RF64 and BW64 are the same with 64-bit sizes in a ds64 chunk, where 32 bits do not suffice. Programs that write to a
 * pipe cannot know the size of data beforehand and leave 0 or 0xFFFFFFFF: there the samples run to the end.
 * Source: Multimedia Programming Interface and Data Specifications 1.0; EBU Tech 3306 (RF64).
 */
import { InputError } from "../shared/errors.js";
import { parseWavFormat, type WavFormat } from "./wavFormat.js";

export interface WavHeader extends WavFormat {
  /** offset of the first sample from the start of the file, in bytes */
  readonly dataStart: number;
  /** sample frames, one sample of each channel; at least 1 */
  readonly frames: number;
}

const unknownSize = 0xffff_ffff;
const chunkHeaderBytes = 8;

/**
 * Reads where the samples of a WAVE file lie and how they are written, looking at the chunk headers only.
 *
 * @param bytes a whole file
 * @throws InputError "unsupported-audio" if it is not WAVE or is compressed, "truncated-audio" if it ends before its
 *   promised end, "too-short" if it holds no samples, "corrupt-audio" if its chunks are missing or contradict themselves
 */
export function readWavHeader(bytes: Uint8Array): WavHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const form = bytes.length >= 12 ? fourCc(view, 0) : "";
  const isWave = (form === "RIFF" || form === "RF64" || form === "BW64") && fourCc(view, 8) === "WAVE";
  if (!isWave) throw new InputError("unsupported-audio", "not a WAVE file: it does not begin with RIFF … WAVE");

  let format: WavFormat | undefined;
  let data: DataChunk | undefined;
  let longDataSize: number | undefined;
  let at = 12;
  while (at + chunkHeaderBytes <= bytes.length && !(format && data)) {
    const id = fourCc(view, at);
    const size = view.getUint32(at + 4, true);
    const start = at + chunkHeaderBytes;
    if (id === "ds64" && form !== "RIFF" && start + 16 <= bytes.length)
      longDataSize = Number(view.getBigUint64(start + 8, true));
    if (id === "fmt " && !format) format = parseWavFormat(view, start, Math.min(size, bytes.length - start));
    if (id === "data" && !data) {
      data = dataChunk(view, start, size === unknownSize && longDataSize !== undefined ? longDataSize : size);
      at = nextChunk(view, start, data.promised);
    } else {
      at = nextChunk(view, start, size);
    }
  }

  const promisedFile = view.getUint32(4, true) + chunkHeaderBytes;
  const missing = !format ? "fmt" : "data";
  if (!format || !data) {
    if (promisedFile > bytes.length && promisedFile < unknownSize)
      throw truncated(`the file ends before its ${missing} chunk`, bytes.length, promisedFile);
    throw new InputError("corrupt-audio", `WAVE file without a ${missing} chunk (${bytes.length} bytes)`);
  }
  if (data.found < data.promised) throw truncated("the samples break off", data.found, data.promised);
  const frames = Math.floor(data.found / format.blockAlign);
  if (frames === 0) throw new InputError("too-short", `WAVE file without samples: data holds ${data.found} bytes`);
  return { ...format, dataStart: data.start, frames };
}

interface DataChunk {
  readonly start: number;
  /** bytes present */
  readonly found: number;
  /** bytes the file says it has */
  readonly promised: number;
}

/** A size of 0 or "unknown" means to the end of the file, except where an empty chunk is followed by sound ones. */
function dataChunk(view: DataView, start: number, size: number): DataChunk {
  const rest = view.byteLength - start;
  // A 64-bit "unknown" has become 2^64 in a double.
  const isOpenEnded = size === unknownSize || size >= 2 ** 64 || (size === 0 && !isChunkList(view, start));
  if (isOpenEnded) return { start, found: rest, promised: rest };
  return { start, found: Math.min(size, rest), promised: size };
}

/** Whether the rest of the file reads as chunks up to its very end; sound all but never does. */
function isChunkList(view: DataView, start: number): boolean {
  let at = start;
  while (at + chunkHeaderBytes <= view.byteLength && isPrintable(view, at))
    at = nextChunk(view, at + chunkHeaderBytes, view.getUint32(at + 4, true));
  return at === view.byteLength || at === view.byteLength + 1;
}

/** Chunks begin at even distances; where a writer left the padding byte out, the next id stands one byte early. */
function nextChunk(view: DataView, start: number, size: number): number {
  const end = start + size;
  if (size % 2 === 0) return end;
  const isUnpadded = isPrintable(view, end) && !isPrintable(view, end + 1);
  return isUnpadded ? end : end + 1;
}

function isPrintable(view: DataView, at: number): boolean {
  if (at + 4 > view.byteLength) return false;
  for (let i = at; i < at + 4; i++) {
    const letter = view.getUint8(i);
    if (letter < 0x20 || letter > 0x7e) return false;
  }
  return true;
}

function fourCc(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function truncated(what: string, found: number, promised: number): InputError {
  return new InputError("truncated-audio", `truncated WAVE file: ${what}, ${found} of ${promised} bytes found`);
}

/*
 * A WAVE file is a list of chunks, each an id of four letters, a size and that many bytes, padded to an even length:
 *
 *     RIFF size WAVE | fmt  16 ... | FLLR 4044 ... | data 353894 ......samples...... | LIST ...
 *
 * RIFX is the same with big-endian numbers. RF64 and BW64 have 64-bit sizes in a ds64 chunk, if 32 bits are not enough.
 * Programs that write to a pipe do not know the size of data beforehand and leave a number that means "to the end".
 * Source: Multimedia Programming Interface and Data Specifications 1.0; EBU Tech 3306 (RF64).
 */
import { InputError } from "../shared/errors.js";
import { isMoreThanALittle } from "./missingSound.js";
import { parseWavFormat, type WavFormat } from "./wavFormat.js";

export interface WavHeader extends WavFormat {
  /** byte ranges of the samples, in order: a single one in almost all files */
  readonly data: readonly [DataSpan, ...DataSpan[]];
  /** offset of the first sample from the start of the file, in bytes */
  readonly dataStart: number;
  /** sample frames, one sample of each channel; at least 1 */
  readonly frames: number;
  /** oddities of the file, one sentence each */
  readonly notes: readonly string[];
}

/** A part of a file, in bytes. */
export interface DataSpan {
  readonly start: number;
  readonly bytes: number;
}

const unknownSize = 0xffff_ffff;
/**
 * Sizes from this one up mean "to the end", unless the file is that long: sox and espeak-ng write 0x7ffff000, arecord
 * 0x80000000, others 0x7fffffff, 0xffffffff or that minus the header.
 */
const minUnknownSize = 0x7fff_0000;
const chunkHeaderBytes = 8;
/** Some recorders begin a new one every few minutes. */
const maxDataChunks = 10_000;

/**
 * Finds the samples of a WAVE file and their format, reading only the chunk headers.
 *
 * @param bytes a whole file
 * @throws InputError "unsupported-audio" if it is not WAVE or is compressed, "truncated-audio" if it ends well before
 *   its declared end, "too-short" if it holds no samples, "corrupt-audio" if its chunks are missing or contradictory
 */
export function readWavHeader(bytes: Uint8Array): WavHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const form = fourCc(bytes, 0);
  const isWave = ["RIFF", "RIFX", "RF64", "BW64"].includes(form) && fourCc(bytes, 8) === "WAVE";
  if (!isWave) throw new InputError("unsupported-audio", "not a WAVE file: it does not begin with RIFF … WAVE");
  const isLittle = form !== "RIFX";

  let format: WavFormat | undefined;
  const data: DataChunk[] = [];
  let longDataSize: number | undefined;
  let isChunkList = false;
  let at = 12;
  // After the samples, only further samples matter; garbage there is no reason to reject a file.
  while (at + chunkHeaderBytes <= bytes.length && !(format && data.length > 0 && !isPrintable(view, at))) {
    const id = fourCc(bytes, at);
    const size = view.getUint32(at + 4, isLittle);
    const start = at + chunkHeaderBytes;
    if (id === "ds64" && form !== "RIFF" && start + 16 <= bytes.length)
      longDataSize = Number(view.getBigUint64(start + 8, true));
    if (id === "fmt " && !format) format = parseWavFormat(view, start, Math.min(size, bytes.length - start), !isLittle);
    if (id === "data") {
      const declared = (size === unknownSize ? longDataSize : undefined) ?? size;
      // A list of chunks behind one empty chunk goes to the end of the file: checked once, however many chunks are empty.
      isChunkList ||= declared === 0 && continuesAsChunks(view, start, isLittle);
      const one = dataChunk(view, start, declared, isChunkList);
      data.push(one);
      if (data.length > maxDataChunks) throw new InputError("corrupt-audio", "WAVE file of too many data chunks");
      at = nextChunk(view, start, one.promised);
    } else {
      at = nextChunk(view, start, size);
    }
  }

  const promisedFile = view.getUint32(4, isLittle) + chunkHeaderBytes;
  const missing = !format ? "fmt" : "data";
  if (!format || data.length === 0) {
    if (promisedFile > bytes.length && promisedFile < minUnknownSize)
      throw truncated(`the file ends before its ${missing} chunk`, bytes.length, promisedFile);
    throw new InputError("corrupt-audio", `WAVE file without a ${missing} chunk (${bytes.length} bytes)`);
  }
  const found = data.reduce((sum, chunk) => sum + chunk.bytes, 0);
  const promised = data.reduce((sum, chunk) => sum + chunk.promised, 0);
  const notes: string[] = [];
  if (found < promised) {
    if (isMoreThanALittle(promised - found, promised, format.sampleRate * format.blockAlign, format.blockAlign))
      throw truncated("the file ends within the samples", found, promised);
    notes.push(`the last ${promised - found} of the ${promised} bytes of sound that its header declares are missing`);
  }
  const frames = Math.floor(found / format.blockAlign);
  if (frames === 0) throw new InputError("too-short", `WAVE file without samples: data holds ${found} bytes`);
  const [first, ...others] = data
    .filter(({ bytes: length }) => length > 0)
    .map(({ start, bytes: length }) => ({ start, bytes: length }));
  return { ...format, data: [first!, ...others], dataStart: first!.start, frames, notes };
}

interface DataChunk extends DataSpan {
  /** bytes the file says it has */
  readonly promised: number;
}

/**
 * A size of 0 or "unknown" means to the end of the file, unless valid chunks follow an empty one.
 *
 * @param isChunkList whether the rest of the file is a list of chunks
 */
function dataChunk(view: DataView, start: number, size: number, isChunkList: boolean): DataChunk {
  const rest = view.byteLength - start;
  const isUnknown = size > rest && size >= minUnknownSize && (size <= unknownSize || size >= 2 ** 63);
  if (isUnknown || (size === 0 && !isChunkList)) return { start, bytes: rest, promised: rest };
  return { start, bytes: Math.min(size, rest), promised: size };
}

/** Whether the rest of the file parses as chunks up to its very end; audio almost never does. */
function continuesAsChunks(view: DataView, start: number, isLittle: boolean): boolean {
  let at = start;
  while (at + chunkHeaderBytes <= view.byteLength && isPrintable(view, at))
    at = nextChunk(view, at + chunkHeaderBytes, view.getUint32(at + 4, isLittle));
  return at === view.byteLength || at === view.byteLength + 1;
}

/** Chunks begin at even offsets; if a writer left out the padding byte, the next id is one byte early. */
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

function fourCc(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function truncated(what: string, found: number, promised: number): InputError {
  return new InputError("truncated-audio", `truncated WAVE file: ${what}, ${found} of ${promised} bytes found`);
}

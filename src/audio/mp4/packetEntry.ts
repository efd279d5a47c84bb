/*
 * The sample entries (see sampleEntry.ts) of codecs other than AAC, with the decoders' configuration.
 * Source: "Encapsulation of Opus in ISO Base Media File Format" (dOps), "… of FLAC …" (dfLa); ISO/IEC 23003-5 (pcmC);
 * QuickTime File Format (sowt, twos, in24, in32, fl32, lpcm, enda).
 */
import { ForeignSoundError } from "../foreignSound.js";
import type { Coding, PcmCoding } from "../packets/packetTrack.js";
import { boxesIn, corrupt, type Box } from "./box.js";
import { tableIn } from "./fullBox.js";
import { objectTypeOf } from "./sampleEntry.js";

/** The common fields of all audio entries. */
interface Entry {
  readonly view: DataView;
  readonly type: string;
  /** offset of its content */
  readonly start: number;
  readonly version: number;
  readonly channels: number;
  readonly bits: number;
  /** Hz */
  readonly sampleRate: number;
  readonly boxes: readonly Box[];
}

/**
 * How the packets of an audio track are coded.
 *
 * @param stsd the box of the audio track
 * @throws ForeignSoundError for codecs that are not decoded from packets here; InputError "corrupt-audio"
 */
export function readPacketEntry(view: DataView, stsd: Box): Coding {
  const table = tableIn(view, stsd, 0);
  const [box] = boxesIn(view, table.start, stsd.end);
  if (box === undefined || box.end - box.start < 28) throw corrupt("an audio track without a sample description");
  const entry = entryOf(view, box);
  switch (entry.type) {
    case "Opus":
      return opusCoding(entry);
    case "fLaC":
      return flacCoding(entry);
    case ".mp3":
      return { kind: "mp3", sampleRate: entry.sampleRate };
    case "mp4a":
      if (isMp3(objectTypeOf(view, entry.boxes))) return { kind: "mp3", sampleRate: entry.sampleRate };
      break;
    default: {
      const pcm = pcmCoding(entry);
      if (pcm !== undefined) return pcm;
    }
  }
  throw new ForeignSoundError(`MP4 file whose audio is ${JSON.stringify(entry.type)}`);
}

function isMp3(objectType: number | undefined): boolean {
  return objectType === 0x69 || objectType === 0x6b;
}

function entryOf(view: DataView, { type, start, end }: Box): Entry {
  const version = view.getUint16(start + 8);
  const boxesAt = start + 28 + (version === 1 ? 16 : version === 2 ? 36 : 0);
  if (boxesAt > end) throw corrupt(`sample description of ${end - start} bytes`);
  const outer = boxesIn(view, boxesAt, end);
  const wave = outer.find((box) => box.type === "wave");
  return {
    view,
    type,
    start,
    version,
    channels: version === 2 ? view.getUint32(start + 40) : view.getUint16(start + 16),
    bits: version === 2 ? view.getUint32(start + 48) : view.getUint16(start + 18),
    sampleRate: version === 2 ? view.getFloat64(start + 32) : view.getUint32(start + 24) / 65_536,
    boxes: wave === undefined ? outer : [...outer, ...boxesIn(view, wave.start, wave.end)],
  };
}

/** The same fields as in Ogg, but big-endian. */
function opusCoding({ view, boxes }: Entry): Coding {
  const box = boxes.find(({ type }) => type === "dOps");
  if (box === undefined || box.end - box.start < 11) throw corrupt("Opus audio without its configuration (dOps)");
  const { start, end } = box;
  const head = new Uint8Array(8 + end - start);
  const target = new DataView(head.buffer);
  for (let i = 0; i < 8; i++) head[i] = "OpusHead".charCodeAt(i);
  head[8] = 1;
  head[9] = view.getUint8(start + 1);
  target.setUint16(10, view.getUint16(start + 2), true);
  target.setUint32(12, view.getUint32(start + 4), true);
  target.setInt16(16, view.getInt16(start + 8), true);
  for (let at = start + 10; at < end; at++) head[8 + at - start] = view.getUint8(at);
  return { kind: "opus", head };
}

function flacCoding({ view, boxes }: Entry): Coding {
  const box = boxes.find(({ type }) => type === "dfLa");
  const [versionBytes, blockHeaderBytes, streamInfoBytes] = [4, 4, 34];
  const start = (box?.start ?? 0) + versionBytes + blockHeaderBytes;
  if (box === undefined || start + streamInfoBytes > box.end) throw corrupt("FLAC audio without its STREAMINFO (dfLa)");
  return { kind: "flac", streamInfo: new Uint8Array(view.buffer, view.byteOffset + start, streamInfoBytes).slice() };
}

function pcmCoding(entry: Entry): PcmCoding | undefined {
  const { view, type, start, version, channels, bits, sampleRate, boxes } = entry;
  const pcm = { kind: "pcm", channels, sampleRate: Math.round(sampleRate) } as const;
  const enda = boxes.find((box) => box.type === "enda");
  const isBigEndian = enda === undefined || enda.end - enda.start < 2 || view.getUint16(enda.start) === 0;
  switch (type) {
    case "sowt":
    case "twos":
      if (bits !== 16) return undefined;
      return { ...pcm, encoding: "pcm", bitsPerSample: 16, isBigEndian: type === "twos" };
    case "in24":
    case "in32":
      return { ...pcm, encoding: "pcm", bitsPerSample: type === "in24" ? 24 : 32, isBigEndian };
    case "fl32":
    case "fl64":
      return { ...pcm, encoding: "float", bitsPerSample: type === "fl32" ? 32 : 64, isBigEndian };
    case "lpcm": {
      if (version !== 2) return undefined;
      const [float, bigEndian, signed] = [1, 2, 4];
      const flags = view.getUint32(start + 52);
      if ((flags & (float | signed)) === 0 || bits < 16) return undefined;
      const encoding = (flags & float) === 0 ? "pcm" : "float";
      return { ...pcm, encoding, bitsPerSample: bits, isBigEndian: (flags & bigEndian) !== 0 };
    }
    case "ipcm":
    case "fpcm": {
      const pcmC = boxes.find((box) => box.type === "pcmC");
      if (pcmC === undefined || pcmC.end - pcmC.start < 6) return undefined;
      const [littleEndian, encoding] = [1, type === "ipcm" ? "pcm" : "float"] as const;
      const isBig = (view.getUint8(pcmC.start + 4) & littleEndian) === 0;
      const bitsPerSample = view.getUint8(pcmC.start + 5);
      return bitsPerSample < 16 ? undefined : { ...pcm, encoding, bitsPerSample, isBigEndian: isBig };
    }
    default:
      return undefined;
  }
}

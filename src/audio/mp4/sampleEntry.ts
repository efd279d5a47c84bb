/*
 * stsd describes a track's coding. An audio entry:
 *
 *     8 bytes reserved and reference | 20 bytes: version, channels, bits, rate | boxes: esds ( AudioSpecificConfig ) ...
 *
 * QuickTime's versions 1 and 2 have 16 and 36 bytes more, and may put esds into a box "wave".
 * Source: ISO/IEC 14496-12, section 12.2.3; ISO/IEC 14496-1, section 7.2.6 (descriptors in esds); QuickTime File Format.
 */
import { ForeignSoundError } from "../foreignSound.js";
import { parseAudioConfig, type AudioConfig } from "./audioConfig.js";
import { boxesIn, corrupt, type Box } from "./box.js";
import { fullBox, tableIn } from "./fullBox.js";

const codecNames: Readonly<Record<string, string>> = {
  alac: "Apple Lossless (ALAC)",
  "ac-3": "AC-3",
  "ec-3": "E-AC-3",
  Opus: "Opus",
  fLaC: "FLAC",
  ".mp3": "MP3",
  samr: "AMR",
  sawb: "AMR-WB",
  sowt: "PCM",
  twos: "PCM",
  lpcm: "PCM",
  ipcm: "PCM",
  enca: "encrypted",
};

/** objectTypeIndication: MPEG-4 audio, and MPEG-2 AAC in its three profiles. */
const aacIndications: readonly number[] = [0x40, 0x66, 0x67, 0x68];
const indicationNames: Readonly<Record<number, string>> = { 0x69: "MP3", 0x6b: "MP3", 0xa5: "AC-3", 0xdd: "Vorbis" };

/**
 * @param stsd the box of an audio track
 * @throws InputError "unsupported-audio" naming the codec if it is not AAC-LC; "corrupt-audio"
 */
export function readSampleEntry(view: DataView, stsd: Box): AudioConfig {
  const table = tableIn(view, stsd, 0);
  const [entry] = boxesIn(view, table.start, stsd.end);
  if (entry === undefined || table.rows === 0) throw corrupt("an audio track without a sample description");
  if (entry.type !== "mp4a") throw unsupported(codecNames[entry.type] ?? JSON.stringify(entry.type));

  if (entry.end - entry.start < 28) throw corrupt(`sample description of ${entry.end - entry.start} bytes`);
  const version = view.getUint16(entry.start + 8);
  const boxesAt = entry.start + 28 + (version === 1 ? 16 : version === 2 ? 36 : 0);
  if (boxesAt > entry.end) throw corrupt(`sample description of ${entry.end - entry.start} bytes`);
  const esds = findEsds(view, boxesIn(view, boxesAt, entry.end));
  if (esds === undefined) throw corrupt("AAC audio without its configuration (esds)");
  return readEsds(view, esds);
}

function findEsds(view: DataView, boxes: readonly Box[]): Box | undefined {
  const wave = boxes.find(({ type }) => type === "wave");
  const inWave = wave === undefined ? [] : boxesIn(view, wave.start, wave.end);
  return [...boxes, ...inWave].find(({ type }) => type === "esds");
}

/** Descriptors: a tag, a length in groups of seven bits, content; ES (3) holds decoder (4) holds specific info (5). */
function readEsds(view: DataView, esds: Box): AudioConfig {
  const decoder = decoderDescriptor(view, esds);
  const indication = view.getUint8(decoder.start);
  if (!aacIndications.includes(indication))
    throw unsupported(indicationNames[indication] ?? `of object type 0x${indication.toString(16)}`);
  const info = descriptor(view, decoder.start + 13, decoder.end, 5);
  return parseAudioConfig(new Uint8Array(view.buffer, view.byteOffset + info.start, info.end - info.start).slice());
}

/** The codec of an entry "mp4a": 0x40 AAC, 0x6b MP3, …; undefined without esds. */
export function objectTypeOf(view: DataView, boxes: readonly Box[]): number | undefined {
  const esds = findEsds(view, boxes);
  return esds && view.getUint8(decoderDescriptor(view, esds).start);
}

function decoderDescriptor(view: DataView, esds: Box): { start: number; end: number } {
  const { start, end } = fullBox(view, esds, 0);
  const es = descriptor(view, start, end, 3);
  const flags = view.getUint8(es.start + 2);
  let at = es.start + 3;
  if ((flags & 0x80) !== 0) at += 2;
  if ((flags & 0x40) !== 0) at += 1 + (at < es.end ? view.getUint8(at) : 0);
  if ((flags & 0x20) !== 0) at += 2;
  return descriptor(view, at, es.end, 4);
}

/** @throws InputError "corrupt-audio" if there is no descriptor of that tag with at least a few bytes */
function descriptor(view: DataView, at: number, end: number, tag: number): { start: number; end: number } {
  const min: Readonly<Record<number, number>> = { 3: 3, 4: 13, 5: 2 };
  let start = at + 1;
  let length = 0;
  if (at < end && view.getUint8(at) === tag) {
    for (let more = true; more && start < end && start < at + 5; start++) {
      const byte = view.getUint8(start);
      length = length * 128 + (byte & 0x7f);
      more = (byte & 0x80) !== 0;
    }
    if (length >= min[tag]! && start + length <= end) return { start, end: start + length };
  }
  throw corrupt(`esds box without a complete descriptor ${tag}`);
}

function unsupported(name: string): ForeignSoundError {
  return new ForeignSoundError(`MP4 file whose audio is ${name}`);
}

/*
 * We read WebM and Matroska ourselves: see docs/decisions/own-container-readers.md.
 *
 *     EBML head | Segment ─┬─ Info      TimestampScale, Duration
 *                          ├─ Tracks ── TrackEntry: CodecID, CodecPrivate, Audio, ContentEncodings
 *                          ├─ Cluster ── SimpleBlock …, BlockGroup ( Block, DiscardPadding )
 *                          └─ …
 */
import { InputError } from "../../shared/errors.js";
import { ForeignSoundError } from "../foreignSound.js";
import type { Packet, PacketTrack } from "../packets/packetTrack.js";
import { framesOfBlock } from "./block.js";
import { childrenOf, contentOf, elements, float, ids, unsigned, type Element } from "./ebml.js";
import { codingOf, type TrackEntry } from "./trackCoding.js";

/** Track types: 1 is video, 2 audio, 17 subtitles. */
const audioType = 2;
const name = "WebM or Matroska";

/**
 * Finds the first audio track of a file. Packets are read during decoding: memory does not grow with their number.
 *
 * @throws InputError "no-sound"; "unsupported-audio" (ForeignSoundError) for codecs that are not decoded here;
 *   "corrupt-audio"
 */
export function readMatroska(bytes: Uint8Array): PacketTrack {
  let segment: Element | undefined;
  let info: Map<number, Element> = new Map();
  let tracks: Element | undefined;
  for (const element of elements(bytes)) {
    if (element.id === ids.segment) segment = element;
    if (element.id === ids.info) info = childrenOf(bytes, element);
    if (element.id === ids.tracks) tracks = element;
    if (element.id === ids.cluster && tracks !== undefined) break;
  }
  if (segment === undefined || tracks === undefined)
    throw new InputError("corrupt-audio", `corrupt ${name} file: no list of tracks`);
  const track = firstSoundTrack(bytes, tracks);
  if (track === undefined) throw new InputError("no-sound", `${name} file without audio`);

  const isCutOff = segment.end !== Infinity && segment.end > bytes.length;
  const timestampScale = unsigned(bytes, info.get(ids.timestampScale), 1_000_000);
  const durationSec = (float(bytes, info.get(ids.duration), 0) * timestampScale) / 1e9;
  const coding = codingOf(track);
  const notes: string[] = [];
  return {
    coding,
    packets: () => packetsOf(bytes, track, notes),
    skip: coding.kind === "opus" ? new DataView(coding.head.buffer, coding.head.byteOffset).getUint16(10, true) : 0,
    ...(durationSec > 0 ? { wholeSec: durationSec } : {}),
    isCutOff,
    notes: () => notes,
  };
}

/** The others are not kept: a crafted file could list millions. */
function firstSoundTrack(bytes: Uint8Array, tracks: Element): TrackEntry | undefined {
  for (const element of elements(bytes, tracks.start, Math.min(tracks.end, bytes.length), new Set())) {
    if (element.id !== ids.trackEntry) continue;
    const entry = childrenOf(bytes, element);
    if (unsigned(bytes, entry.get(ids.trackType)) !== audioType) continue;
    const audioElement = entry.get(ids.audio);
    const audio = audioElement === undefined ? new Map<number, Element>() : childrenOf(bytes, audioElement);
    const codecId = contentOf(bytes, entry.get(ids.codecId)) ?? new Uint8Array(0);
    return {
      number: unsigned(bytes, entry.get(ids.trackNumber)),
      codecId: String.fromCharCode(...codecId.subarray(0, 64)).replace(/\0.*/s, ""),
      codecPrivate: contentOf(bytes, entry.get(ids.codecPrivate)) ?? new Uint8Array(0),
      sampleRate: float(bytes, audio.get(ids.samplingFrequency), 8_000),
      channels: unsigned(bytes, audio.get(ids.channels), 1),
      bitDepth: unsigned(bytes, audio.get(ids.bitDepth)),
      strippedHeader: strippedHeader(bytes, entry.get(ids.contentEncodings)),
    };
  }
  return undefined;
}

/**
 * Header stripping: bytes common to the beginning of all packets, which the writer left out.
 * @throws ForeignSoundError for packets that are compressed or encrypted
 */
function strippedHeader(bytes: Uint8Array, encodings: Element | undefined): Uint8Array {
  const encoding = encodings && childrenOf(bytes, encodings).get(ids.contentEncoding);
  if (encoding === undefined) return new Uint8Array(0);
  const parts = childrenOf(bytes, encoding);
  const compression = parts.get(ids.contentCompression);
  const settings = compression === undefined ? new Map<number, Element>() : childrenOf(bytes, compression);
  const [isCompression, ofPackets, headerStripping] = [0, 1, 3];
  const isStripping =
    unsigned(bytes, parts.get(ids.contentEncodingType), isCompression) === isCompression &&
    unsigned(bytes, parts.get(ids.contentEncodingScope), ofPackets) === ofPackets &&
    unsigned(bytes, settings.get(ids.contentCompAlgo)) === headerStripping;
  if (!isStripping) throw new ForeignSoundError(`${name} file whose packets are compressed or encrypted`);
  return contentOf(bytes, settings.get(ids.contentCompSettings)) ?? new Uint8Array(0);
}

/** @param notes notes about oddities of the file are added here */
function* packetsOf(bytes: Uint8Array, track: TrackEntry, notes: string[]): Generator<Packet> {
  notes.length = 0;
  let held: Packet | undefined;
  for (const element of readableElements(bytes, notes)) {
    if (element.id === ids.discardPadding) {
      if (held !== undefined) held = { ...held, discardSec: signed(bytes, element) / 1e9 };
      continue;
    }
    for (const frame of framesOfBlock(bytes, element, track.number)) {
      if (held !== undefined) yield held;
      held = { data: withHeader(track.strippedHeader, frame) };
    }
  }
  if (held !== undefined) yield held;
}

/** All elements but blocks that are cut off; after anything unexpected, skips to the next cluster. */
function* readableElements(bytes: Uint8Array, notes: string[]): Generator<Element> {
  for (let at: number | undefined = 0; at !== undefined;) {
    const walk = elements(bytes, at);
    let next = walk.next();
    for (; next.done !== true; next = walk.next()) {
      const { id, end } = next.value;
      const isBlock = id === ids.simpleBlock || id === ids.block;
      if (isBlock && end > bytes.length) notes.push("the file ends within a packet: the recording may be longer");
      else yield next.value;
    }
    if (next.value === undefined) return;
    at = nextCluster(bytes, next.value + 1);
    if (notes.length === 0) notes.push(`damaged: no Matroska element at byte ${next.value}`);
  }
}

function nextCluster(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(0x1f, from); at !== -1; at = bytes.indexOf(0x1f, at + 1))
    if (bytes[at + 1] === 0x43 && bytes[at + 2] === 0xb6 && bytes[at + 3] === 0x75) return at;
  return undefined;
}

function signed(bytes: Uint8Array, element: Element): number {
  const content = contentOf(bytes, element)!;
  const bits = 8 * Math.min(content.length, 8);
  const value = unsigned(bytes, element);
  return (content[0] ?? 0) >= 0x80 ? value - 2 ** bits : value;
}

function withHeader(header: Uint8Array, frame: Uint8Array): Uint8Array {
  if (header.length === 0) return frame;
  const packet = new Uint8Array(header.length + frame.length);
  packet.set(header);
  packet.set(frame, header.length);
  return packet;
}

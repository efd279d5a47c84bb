import { InputError } from "../../shared/errors.js";
import { ForeignSoundError } from "../foreignSound.js";
import { isMoreThanALittle } from "../missingSound.js";
import { codingRate } from "../packets/codingRate.js";
import type { Coding, Packet, PacketTrack } from "../packets/packetTrack.js";
import { audioTrackBox, child, find, required, timescaleOf, within } from "./audioTrack.js";
import { boxesIn, corrupt, maxBoxes, readBoxHeader, type Box } from "./box.js";
import { spansOf, type Span } from "./editList.js";
import { addFragment, trackDefaults, type Moof, type TimedUnits } from "./fragments.js";
import { fullBox } from "./fullBox.js";
import { readPacketEntry } from "./packetEntry.js";
import { mediaTicks, pcmChunks, unitCount, unitsOf, type Units } from "./sampleTable.js";

/**
 * The audio of an MP4 or QuickTime file that is Opus, FLAC, MP3 or PCM, in fragments or not. readMp4Audio reads AAC.
 *
 * @throws ForeignSoundError for other codecs and for edit lists of several parts; InputError "no-sound",
 *   "corrupt-audio", "truncated-audio"
 */
export function readMp4Packets(bytes: Uint8Array): PacketTrack {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { moov, moofs } = topBoxes(view);
  const movie = boxesIn(view, moov.start, moov.end);
  const trak = audioTrackBox(view, movie);
  const inTrack = boxesIn(view, trak.start, trak.end);
  const mdia = within(view, trak, "mdia");
  const stbl = within(view, within(view, mdia, "minf"), "stbl");
  const tables = boxesIn(view, stbl.start, stbl.end);
  const coding = readPacketEntry(view, required(tables, "stsd"));
  const timescale = timescaleOf(view, required(boxesIn(view, mdia.start, mdia.end), "mdhd"));

  const indexed = indexedUnits(view, tables, coding, bytes.length);
  const trackId = trackIdOf(view, required(inTrack, "tkhd"));
  const defaults = trackDefaults(view, find(movie, "mvex"), trackId);
  const fragments: TimedUnits = { offsets: [], sizes: [], durations: [] };
  for (const moof of moofs) addFragment(fragments, view, moof, trackId, defaults);
  const { count, ticks, notes } = wholeUnits(fragments, bytes.length, timescale);
  if (indexed.units.sizes.length + count === 0) throw new InputError("no-sound", "MP4 file whose audio track is empty");
  requirePossible([indexed.units.sizes, fragments.sizes.slice(0, count)], bytes.length);

  const sampleRate = codingRate(coding);
  const timeline = {
    timescale,
    movieTimescale: timescaleOf(view, required(movie, "mvhd")),
    ticks: indexed.ticks + ticks,
    sampleRate,
  };
  const samples = Math.round((timeline.ticks * sampleRate) / timescale);
  const elst = child(view, find(inTrack, "edts"), "elst");
  const edit = elst === undefined ? undefined : onlySpan(spansOf(view, elst, timeline, Infinity));
  // An edit list that begins at 0 ignores Opus's priming, which no decoder plays.
  const skip = Math.max(edit?.start ?? 0, coding.kind === "opus" ? primingOf(coding.head) : 0);
  const length = Math.min(edit?.end ?? samples, samples) - skip;
  if (length < 1) throw corrupt("an audio track that lasts 0 s");
  return {
    coding,
    packets: function* () {
      yield* slices(bytes, indexed.units, indexed.units.sizes.length);
      yield* slices(bytes, fragments, count);
    },
    skip,
    length,
    wholeSec: length / sampleRate,
    isCutOff: false,
    notes: () => notes,
  };
}

function* slices(bytes: Uint8Array, { offsets, sizes }: Units | TimedUnits, count: number): Generator<Packet> {
  for (let i = 0; i < count; i++) yield { data: bytes.subarray(offsets[i], offsets[i]! + sizes[i]!) };
}

/** The index and the headers of all fragments. Everything after damage is ignored. */
function topBoxes(view: DataView): { moov: Box; moofs: readonly Moof[] } {
  let moov: Box | undefined;
  const moofs: Moof[] = [];
  let at = 0;
  for (let header = readBoxHeader(view, at); header !== undefined; header = readBoxHeader(view, at)) {
    if (header.size < header.headerBytes) break;
    const end = Math.min(at + header.size, view.byteLength);
    const box = { type: header.type, start: at + header.headerBytes, end };
    if (header.type === "moov") moov ??= box;
    if (header.type === "moof" && at + header.size <= view.byteLength) moofs.push({ ...box, boxStart: at });
    if (moofs.length > maxBoxes)
      throw new InputError("unsupported-audio", `MP4 file of more than ${maxBoxes} fragments`);
    at += header.size;
  }
  if (moov === undefined) throw new InputError("truncated-audio", `truncated MP4 file: no index (moov)`);
  return { moov, moofs };
}

/** The units of the index itself: all units of a file without fragments, usually none of one with fragments. */
function indexedUnits(
  view: DataView,
  tables: readonly Box[],
  coding: Coding,
  fileSize: number,
): { readonly units: Units; readonly ticks: number } {
  const stsz = tables.find(({ type }) => type === "stsz");
  const chunkOffsets = tables.find(({ type }) => type === "stco" || type === "co64");
  const none = { units: { offsets: new Float64Array(0), sizes: new Uint32Array(0) }, ticks: 0 };
  if (stsz === undefined || chunkOffsets === undefined || view.getUint32(fullBox(view, stsz, 8).start + 4) === 0)
    return none;
  const places = { stts: required(tables, "stts"), stsc: required(tables, "stsc"), stsz, chunkOffsets };
  if (coding.kind === "pcm") {
    // Whatever stsz says: a unit of PCM is one sample of each channel.
    const frameBytes = (coding.channels * coding.bitsPerSample) / 8;
    const frames = view.getUint32(fullBox(view, stsz, 8).start + 4);
    if (frameBytes < 1 || frames * frameBytes > fileSize)
      throw corrupt(`${frames} units of audio in a file of ${fileSize} bytes`);
    return {
      units: pcmChunks(view, places, frames, frameBytes, fileSize),
      ticks: mediaTicks(view, places.stts, frames),
    };
  }
  const count = unitCount(view, stsz, fileSize);
  return { units: unitsOf(view, places, 0, count, fileSize), ticks: mediaTicks(view, places.stts, count) };
}

/**
 * Number of units of the fragments within the file.
 *
 * @throws InputError "truncated-audio" if more than a little is missing
 */
function wholeUnits(
  { offsets, sizes, durations }: TimedUnits,
  fileSize: number,
  timescale: number,
): { readonly count: number; readonly ticks: number; readonly notes: readonly string[] } {
  const isThere = (i: number): boolean => offsets[i]! >= 0 && sizes[i]! > 0 && offsets[i]! + sizes[i]! <= fileSize;
  const firstMissing = sizes.findIndex((_, i) => !isThere(i));
  const count = firstMissing === -1 ? sizes.length : firstMissing;
  let promised = 0;
  let ticks = 0;
  durations.forEach((duration, i) => {
    promised += duration;
    if (i < count) ticks += duration;
  });
  if (count === sizes.length) return { count, ticks, notes: [] };
  const seconds = `${(ticks / timescale).toFixed(2)} of ${(promised / timescale).toFixed(2)} s found`;
  if (isMoreThanALittle(promised - ticks, promised, timescale, durations[0]!))
    throw new InputError("truncated-audio", `truncated MP4 file: ${seconds}`);
  return { count, ticks, notes: [`its last fragment is incomplete: ${seconds}`] };
}

/** @throws InputError "corrupt-audio" if units overlap: a small file could decode to much */
function requirePossible(all: readonly Iterable<number>[], fileSize: number): void {
  let total = 0;
  for (const sizes of all) for (const size of sizes) total += size;
  if (total > fileSize) throw corrupt(`${total} bytes of audio in a file of ${fileSize} bytes`);
}

function onlySpan(spans: readonly Span[]): Span {
  if (spans.length === 1) return spans[0]!;
  throw new ForeignSoundError(`MP4 file whose edit list has ${spans.length} parts`);
}

function trackIdOf(view: DataView, tkhd: Box): number {
  const { version, start } = fullBox(view, tkhd, 20);
  return view.getUint32(version === 1 ? start + 16 : start + 8);
}

/** See opusHead. */
function primingOf(head: Uint8Array): number {
  return new DataView(head.buffer, head.byteOffset).getUint16(10, true);
}

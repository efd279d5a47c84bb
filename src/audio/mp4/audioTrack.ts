/*
 *     moov ─┬─ mvhd                      the movie's timescale
 *           ├─ trak ─┬─ edts ── elst     which part is shown
 *           │        └─ mdia ─┬─ mdhd    the track's timescale
 *           │                 ├─ hdlr    "soun" for audio
 *           │                 └─ minf ── stbl ── stsd stts stsc stsz stco
 *           ├─ mvex                      the audio is in fragments (moof)
 *           └─ udta ── meta ── ilst      comments
 */
import { InputError } from "../../shared/errors.js";
import type { AudioLimits } from "../audioReader.js";
import { framesWithin } from "../audioReader.js";
import type { AudioConfig } from "./audioConfig.js";
import { ForeignSoundError } from "../foreignSound.js";
import { boxesIn, corrupt, fourLetters, type Box } from "./box.js";
import { commentedSpan, spansOf, type Span, type Timeline } from "./editList.js";
import { fullBox } from "./fullBox.js";
import { readSampleEntry } from "./sampleEntry.js";
import { mediaTicks, unitCount, unitsOf, type Units } from "./sampleTable.js";

/** A file's audio as its index describes it. */
export interface AudioTrack {
  readonly config: AudioConfig;
  /** the coded units needed for the spans */
  readonly units: Units;
  /** number of the first of them */
  readonly firstUnit: number;
  /** the recording, in samples of the coded audio; within the duration limit */
  readonly spans: readonly Span[];
  /** seconds of the whole recording, including those beyond the duration limit */
  readonly wholeSec: number;
}

/** Decoders need the unit before the first wanted one, because units overlap by half; and they drop the very first. */
const unitsBefore = 2;

/**
 * Reads a file's index.
 *
 * @param moov     content of the moov box
 * @param fileSize bytes in the whole file
 * @throws InputError "no-sound", "unsupported-audio", "corrupt-audio" or "truncated-audio"
 */
export function readAudioTrack(moov: Uint8Array, fileSize: number, limits: AudioLimits): AudioTrack {
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
  const boxes = boxesIn(view, 0, moov.length);
  const trak = audioTrackBox(view, boxes);
  const inMedia = boxesIn(view, trak.start, trak.end);
  const mdia = within(view, trak, "mdia");
  const stbl = within(view, within(view, mdia, "minf"), "stbl");
  const tables = boxesIn(view, stbl.start, stbl.end);

  const config = readSampleEntry(view, required(tables, "stsd"));
  if (boxes.some(({ type }) => type === "mvex")) throw new ForeignSoundError("fragmented MP4 file (moof)");
  const stsz = required(tables, "stsz");
  const count = unitCount(view, stsz, fileSize);
  if (count === 0) throw new InputError("no-sound", "MP4 file whose audio track is empty");
  const ticks = mediaTicks(view, required(tables, "stts"), count);

  const { sampleRate, unitSamples } = config;
  const mdhd = required(boxesIn(view, mdia.start, mdia.end), "mdhd");
  const timeline = {
    timescale: timescaleOf(view, mdhd),
    movieTimescale: timescaleOf(view, required(boxes, "mvhd")),
    ticks,
    sampleRate,
  };
  const samples = Math.min(count * unitSamples, Math.round((ticks * sampleRate) / timeline.timescale));
  if (samples < 1) throw corrupt("an audio track that lasts 0 s");
  const limit = framesWithin(samples, sampleRate, limits);
  const spans = recordingSpans(view, boxes, inMedia, timeline, samples, limit);
  const whole = recordingSpans(view, boxes, inMedia, timeline, samples, samples);

  const start = Math.min(...spans.map((span) => span.start));
  const end = Math.max(...spans.map((span) => span.end));
  const firstUnit = Math.max(0, Math.floor(start / unitSamples) - unitsBefore);
  const lastUnit = Math.min(count, Math.ceil(end / unitSamples));
  const chunkOffsets = tables.find(({ type }) => type === "stco" || type === "co64");
  if (chunkOffsets === undefined) throw corrupt("no chunk offsets (stco)");
  const places = { stts: required(tables, "stts"), stsc: required(tables, "stsc"), stsz, chunkOffsets };
  return {
    config,
    units: unitsOf(view, places, firstUnit, lastUnit, fileSize),
    firstUnit,
    spans,
    wholeSec: samplesIn(whole) / sampleRate,
  };
}

function samplesIn(spans: readonly Span[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

function recordingSpans(
  view: DataView,
  movie: readonly Box[],
  track: readonly Box[],
  timeline: Timeline,
  samples: number,
  limit: number,
): Span[] {
  const elst = child(view, find(track, "edts"), "elst");
  if (elst !== undefined) {
    const spans = spansOf(view, elst, timeline, limit).map(({ start, end }) => ({
      start,
      end: Math.min(end, samples),
    }));
    const childBox = spans.filter(({ start, end }) => end > start);
    if (childBox.length === 0) throw corrupt("its edit list (elst) plays none of its audio");
    return childBox;
  }
  const ilst = commentsOf(view, movie);
  const span = (ilst && commentedSpan(view, ilst, samples)) ?? { start: 0, end: samples };
  return [{ start: span.start, end: Math.min(span.end, span.start + limit) }];
}

/** @throws InputError "no-sound" listing the tracks */
export function audioTrackBox(view: DataView, movie: readonly Box[]): Box {
  const handlers: string[] = [];
  for (const trak of movie.filter(({ type }) => type === "trak")) {
    const hdlr = child(view, child(view, trak, "mdia"), "hdlr");
    const handler = hdlr === undefined ? "?" : fourLetters(view, fullBox(view, hdlr, 8).start + 4);
    if (handler === "soun") return trak;
    handlers.push(handler === "vide" ? "video" : JSON.stringify(handler));
  }
  const tracks = handlers.length === 0 ? "it has no tracks" : `its tracks are ${handlers.join(", ")}`;
  throw new InputError("no-sound", `MP4 file without audio: ${tracks}`);
}

/** mvhd and mdhd alike: two times of 32 or, in version 1, 64 bits precede the timescale. */
export function timescaleOf(view: DataView, box: Box): number {
  const { version, start } = fullBox(view, box, 20);
  const timescale = view.getUint32(version === 1 ? start + 16 : start + 8);
  if (timescale === 0) throw corrupt(`${box.type} box with a timescale of 0`);
  return timescale;
}

function commentsOf(view: DataView, movie: readonly Box[]): Box | undefined {
  const meta = child(view, find(movie, "udta"), "meta");
  if (meta === undefined) return undefined;
  // A version and flags precede its boxes, except in QuickTime files, whose comments we ignore.
  return find(boxesOrNone(view, meta.start + 4, meta.end), "ilst");
}

/** Bad comments are no reason to reject a file. */
function boxesOrNone(view: DataView, start: number, end: number): readonly Box[] {
  try {
    return boxesIn(view, start, end);
  } catch {
    return [];
  }
}

export function find(boxes: readonly Box[], type: string): Box | undefined {
  return boxes.find((box) => box.type === type);
}

export function child(view: DataView, parent: Box | undefined, type: string): Box | undefined {
  return parent === undefined ? undefined : find(boxesIn(view, parent.start, parent.end), type);
}

export function within(view: DataView, parent: Box, type: string): Box {
  return required(boxesIn(view, parent.start, parent.end), type);
}

export function required(boxes: readonly Box[], type: string): Box {
  const box = find(boxes, type);
  if (box === undefined) throw corrupt(`no ${type} box in the audio track's index`);
  return box;
}

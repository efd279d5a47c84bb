/*
 * We read the index ourselves. mediabunny reads MP4 well, but also reads the gaps between units, so that requests
 * cannot be planned, keeps the encoder's priming and mistakes a truncated file for a short one; mp4box builds its
 * tables before they can be checked, and a file of 64 KB with one wrong count ends the process (out of memory).
 */
import type { AudioLimits } from "../audioReader.js";
import { RangeCache } from "../rangeCache.js";
import type { RangedFile } from "../rangedFile.js";
import type { AudioConfig } from "./audioConfig.js";
import type { Span } from "./editList.js";
import { findMovie } from "./findMovie.js";
import { planReads } from "./readPlan.js";
import { truncated, type Units } from "./sampleTable.js";
import { readAudioTrack } from "./audioTrack.js";

/** The encoded audio of an MP4 file, as plain values and buffers that can be transferred to a thread. */
export interface EncodedAudio {
  readonly config: AudioConfig;
  /** the AAC packets (access units), concatenated */
  readonly data: Uint8Array<ArrayBuffer>;
  /** bytes of each packet, shape [nUnits] */
  readonly sizes: Uint32Array<ArrayBuffer>;
  /** index of the first packet in the track */
  readonly firstUnit: number;
  /** the recording, in samples from the track's first packet */
  readonly spans: readonly Span[];
  /** seconds of the whole recording, including those beyond the duration limit */
  readonly wholeSec: number;
}

/**
 * Reads the audio of an MP4 file and, if possible, nothing else: its index, then the byte ranges with audio.
 *
 * @param cache the file's first bytes, and perhaps its last: cached bytes are not read again
 * @param size bytes in the file
 * @throws InputError "no-sound", "unsupported-audio", "corrupt-audio" or "truncated-audio"
 */
export async function readMp4Audio(
  file: RangedFile,
  cache: RangeCache,
  size: number,
  limits: AudioLimits,
): Promise<EncodedAudio> {
  const moov = await findMovie(file, cache, size);
  const { config, units, firstUnit, spans, wholeSec } = readAudioTrack(moov, size, limits);
  const plan = planReads(units, size, cache.total, (start, length) => cache.get(start, length) !== undefined);
  if (plan.kind === "whole") cache.add({ bytes: await file.readAll(), start: 0, size });
  else for (const piece of await file.readRanges(plan.ranges)) cache.add(piece);
  return { config, data: collect(units, cache, size), sizes: new Uint32Array(units.sizes), firstUnit, spans, wholeSec };
}

function collect({ offsets, sizes }: Units, cache: RangeCache, fileSize: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (let i = 0; i < sizes.length; i++) {
    const unit = cache.get(offsets[i]!, sizes[i]!);
    if (unit === undefined) throw truncated(offsets[i]! + sizes[i]!, fileSize);
    data.set(unit, at);
    at += unit.length;
  }
  return data;
}

/*
 * Positions of a track's coded units. Units are stored in chunks, one after another:
 *
 *     stsz   bytes of each unit                    371 365 342 ...
 *     stco   where each chunk begins               48  1 440 122  2 911 030 ...   (co64: in 64 bits)
 *     stsc   units of each chunk, run by run       from chunk 1: 47, from chunk 4: 12
 *     stts   how long units last, run by run       174 units of 1024, 1 unit of 896
 *
 * Every count in these tables is checked against the available bytes before anything is allocated for it.
 * Source: ISO/IEC 14496-12, sections 8.6.1.2, 8.7.3, 8.7.4 and 8.7.5.
 */
import { InputError } from "../../shared/errors.js";
import { corrupt, type Box } from "./box.js";
import { fullBox, tableIn, type Table } from "./fullBox.js";

export interface SampleTableBoxes {
  readonly stts: Box;
  readonly stsc: Box;
  readonly stsz: Box;
  readonly chunkOffsets: Box;
}

/** Coded units, in chronological order. */
export interface Units {
  /** bytes from the start of the file, shape [nUnits] */
  readonly offsets: Float64Array;
  /** bytes, shape [nUnits] */
  readonly sizes: Uint32Array;
}

/** Six hours at 48 kHz. */
const maxUnits = 2 ** 20;

/** Number of units of a track; each has at least one byte, so there are no more units than bytes in the file. */
export function unitCount(view: DataView, stsz: Box, fileSize: number): number {
  const { start } = fullBox(view, stsz, 8);
  const [each, count] = [view.getUint32(start), view.getUint32(start + 4)];
  if (each === 0) tableIn(view, stsz, 4, 4);
  if (count * Math.max(1, each) > fileSize) throw corrupt(`${count} units of audio in a file of ${fileSize} bytes`);
  if (count > maxUnits)
    throw new InputError("unsupported-audio", `MP4 file of ${count} audio packets; at most ${maxUnits} can be read`);
  return count;
}

/**
 * Total duration of the track's units, in ticks of its timescale.
 * @throws InputError "corrupt-audio" if the table is about another number of units
 */
export function mediaTicks(view: DataView, stts: Box, count: number): number {
  const table = tableIn(view, stts, 8);
  let units = 0;
  let ticks = 0;
  for (let i = 0, at = table.start; i < table.rows; i++, at += 8) {
    units += view.getUint32(at);
    ticks += view.getUint32(at) * view.getUint32(at + 4);
  }
  if (units !== count) throw corrupt(`durations (stts) of ${units} units, sizes (stsz) of ${count}`);
  return ticks;
}

/**
 * Units first (inclusive) to last (exclusive) of a track.
 *
 * @throws InputError "corrupt-audio" if the tables contradict one another, "truncated-audio" if a unit is beyond the
 *   end of the file
 */
export function unitsOf(view: DataView, boxes: SampleTableBoxes, first: number, last: number, fileSize: number): Units {
  const units = { offsets: new Float64Array(last - first), sizes: new Uint32Array(last - first) };
  const sizes = fullBox(view, boxes.stsz, 8);
  const eachSize = view.getUint32(sizes.start);
  const is64 = boxes.chunkOffsets.type === "co64";
  const chunks = tableIn(view, boxes.chunkOffsets, is64 ? 8 : 4);
  const runs = tableIn(view, boxes.stsc, 12);

  let unit = 0;
  let total = 0;
  for (let run = 0; run < runs.rows && unit < last; run++) {
    const { firstChunk, endChunk, perChunk } = chunkRun(view, runs, run, chunks.rows);
    for (let chunk = firstChunk; chunk < endChunk && unit < last; chunk++) {
      const entry = chunks.start + chunk * chunks.rowBytes;
      let at = is64 ? Number(view.getBigUint64(entry)) : view.getUint32(entry);
      for (let i = 0; i < perChunk && unit < last; i++, unit++) {
        const size = eachSize === 0 ? view.getUint32(sizes.start + 8 + 4 * unit) : eachSize;
        if (unit >= first) {
          if (size === 0) throw corrupt(`unit ${unit} of the audio has 0 bytes`);
          if (at + size > fileSize) throw truncated(at + size, fileSize);
          units.offsets[unit - first] = at;
          units.sizes[unit - first] = size;
          total += size;
        }
        at += size;
      }
    }
  }
  if (unit < last) throw corrupt(`its chunks (stsc, stco) contain ${unit} units of audio, its sizes (stsz) more`);
  if (total > fileSize) throw corrupt(`${total} bytes of audio in a file of ${fileSize} bytes`);
  return units;
}

/**
 * The chunks of a PCM track as units: their size is a multiple of one sample of each channel.
 *
 * @throws InputError as unitsOf
 */
export function pcmChunks(
  view: DataView,
  boxes: SampleTableBoxes,
  frames: number,
  frameBytes: number,
  fileSize: number,
): Units {
  const is64 = boxes.chunkOffsets.type === "co64";
  const chunks = tableIn(view, boxes.chunkOffsets, is64 ? 8 : 4);
  const runs = tableIn(view, boxes.stsc, 12);
  const offsets: number[] = [];
  const sizes: number[] = [];
  let left = frames;
  for (let run = 0; run < runs.rows && left > 0; run++) {
    const { firstChunk, endChunk, perChunk } = chunkRun(view, runs, run, chunks.rows);
    for (let chunk = firstChunk; chunk < endChunk && left > 0; chunk++) {
      const entry = chunks.start + chunk * chunks.rowBytes;
      const at = is64 ? Number(view.getBigUint64(entry)) : view.getUint32(entry);
      const size = Math.min(perChunk, left) * frameBytes;
      if (at + size > fileSize) throw truncated(at + size, fileSize);
      offsets.push(at);
      sizes.push(size);
      left -= perChunk;
    }
  }
  if (left > 0) throw corrupt(`its chunks (stsc, stco) lack ${left} units of its sizes (stsz)`);
  return { offsets: new Float64Array(offsets), sizes: new Uint32Array(sizes) };
}

interface ChunkRun {
  readonly firstChunk: number;
  readonly endChunk: number;
  readonly perChunk: number;
}

function chunkRun(view: DataView, runs: Table, run: number, nChunks: number): ChunkRun {
  const at = runs.start + run * runs.rowBytes;
  const firstChunk = view.getUint32(at) - 1; // counted from 1
  const endChunk = run + 1 < runs.rows ? view.getUint32(at + runs.rowBytes) - 1 : nChunks;
  const perChunk = view.getUint32(at + 4);
  if (firstChunk < 0 || firstChunk >= endChunk || endChunk > nChunks || perChunk === 0)
    throw corrupt(`chunks ${firstChunk + 1} to ${endChunk} of ${nChunks} with ${perChunk} units each (stsc)`);
  return { firstChunk, endChunk, perChunk };
}

export function truncated(wanted: number, size: number): InputError {
  return new InputError("truncated-audio", `truncated MP4 file: ${size} of at least ${wanted} bytes found`);
}

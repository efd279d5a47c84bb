/*
 * A fragmented file (recorders of browsers, DASH) has an empty index and describes its units piece by piece:
 *
 *     moov ( … mvex ( trex ) ) | moof ( mfhd | traf ( tfhd trun … ) ) | mdat | moof … | mdat …
 *
 * trex holds the defaults for tfhd, and tfhd those for trun. Every count is checked against the available bytes, as in
 * sampleTable.ts. Source: ISO/IEC 14496-12, section 8.8.
 */
import { InputError } from "../../shared/errors.js";
import { boxesIn, corrupt, type Box } from "./box.js";
import { fullBox } from "./fullBox.js";

/** Units of a track in chronological order; they may be beyond the end of the file. */
export interface TimedUnits {
  readonly offsets: number[];
  readonly sizes: number[];
  /** in ticks of the track */
  readonly durations: number[];
}

/** A moof box and the position of its header, from which data offsets count. */
export interface Moof extends Box {
  readonly boxStart: number;
}

interface Defaults {
  readonly duration: number;
  readonly size: number;
}

/** Six hours of packets of 20 ms. */
const maxUnits = 2 ** 20;

/** A track's defaults in mvex; zeros if there are none. */
export function trackDefaults(view: DataView, mvex: Box | undefined, trackId: number): Defaults {
  for (const trex of mvex === undefined ? [] : boxesIn(view, mvex.start, mvex.end)) {
    if (trex.type !== "trex") continue;
    const { start } = fullBox(view, trex, 20);
    if (view.getUint32(start) === trackId)
      return { duration: view.getUint32(start + 8), size: view.getUint32(start + 12) };
  }
  return { duration: 0, size: 0 };
}

/**
 * Adds the units of a moof box.
 *
 * @throws InputError "corrupt-audio"; "unsupported-audio" for too many units
 */
export function addFragment(units: TimedUnits, view: DataView, moof: Moof, trackId: number, defaults: Defaults): void {
  for (const traf of boxesIn(view, moof.start, moof.end).filter(({ type }) => type === "traf")) {
    const boxes = boxesIn(view, traf.start, traf.end);
    const tfhd = boxes.find(({ type }) => type === "tfhd");
    if (tfhd === undefined) throw corrupt("a fragment without a header (tfhd)");
    const header = fragmentHeader(view, tfhd, defaults, moof.boxStart);
    if (header.trackId !== trackId) continue;
    let at = header.base;
    for (const trun of boxes.filter(({ type }) => type === "trun")) at = addRun(units, view, trun, header, at);
  }
}

interface FragmentHeader extends Defaults {
  readonly trackId: number;
  /** to which data offsets are added */
  readonly base: number;
}

function fragmentHeader(view: DataView, tfhd: Box, defaults: Defaults, moofStart: number): FragmentHeader {
  const { start } = fullBox(view, tfhd, 4);
  const flags = flagsOf(view, tfhd);
  let at = start + 4;
  const field = (flag: number, bytes: number): number | undefined => {
    if ((flags & flag) === 0) return undefined;
    if (at + bytes > tfhd.end) throw corrupt(`tfhd box of ${tfhd.end - tfhd.start} bytes`);
    const value = bytes === 8 ? Number(view.getBigUint64(at)) : view.getUint32(at);
    at += bytes;
    return value;
  };
  const base = field(0x1, 8) ?? moofStart;
  field(0x2, 4); // the sample description
  const duration = field(0x8, 4) ?? defaults.duration;
  const size = field(0x10, 4) ?? defaults.size;
  return { trackId: view.getUint32(start), base, duration, size };
}

/** @returns the end of the run's last unit, where the next run begins by default */
function addRun(units: TimedUnits, view: DataView, trun: Box, header: FragmentHeader, before: number): number {
  const { start, end } = fullBox(view, trun, 4);
  const flags = flagsOf(view, trun);
  const count = view.getUint32(start);
  const [hasOffset, hasFirstFlags, hasDuration, hasSize] = [0x1, 0x4, 0x100, 0x200].map((flag) => (flags & flag) !== 0);
  const rowsAt = start + 4 + (hasOffset === true ? 4 : 0) + (hasFirstFlags === true ? 4 : 0);
  const rowBytes = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => (flags & flag) !== 0).length;
  const isImpossible = count * Math.max(rowBytes, hasSize === true ? 0 : header.size, 1) > view.byteLength;
  if (rowsAt + count * rowBytes > end || isImpossible)
    throw corrupt(`${count} units of audio in a trun box of ${end - start} bytes`);
  if (units.sizes.length + count > maxUnits)
    throw new InputError("unsupported-audio", `MP4 file of more than ${maxUnits} audio packets`);
  let at = hasOffset === true ? header.base + view.getInt32(start + 4) : before;
  for (let i = 0, row = rowsAt; i < count; i++, row += rowBytes) {
    const duration = hasDuration === true ? view.getUint32(row) : header.duration;
    const size = hasSize === true ? view.getUint32(row + (hasDuration === true ? 4 : 0)) : header.size;
    units.offsets.push(at);
    units.sizes.push(size);
    units.durations.push(duration);
    at += size;
  }
  return at;
}

function flagsOf(view: DataView, { start }: Box): number {
  return view.getUint32(start) & 0xff_ffff;
}

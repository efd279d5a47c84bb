import type { Range } from "../rangedFile.js";
import type { Units } from "./sampleTable.js";

/** Byte ranges that contain all units of the audio track. */
export type ReadPlan = { readonly kind: "ranges"; readonly ranges: readonly Range[] } | { readonly kind: "whole" };

/** A request costs as much time as this many bytes. */
const closeBytes = 16_384;

/** More requests than this take longer than the whole file: 115 small ones were six times slower. */
const maxRanges = 16;

/** Up to this number, requests run in parallel without waiting for one another. */
const fewRanges = 5;

/** Share of a file that may be read to get by with a few ranges. */
const shareForFewer = 0.075;

/** Above this share, skipping the video is not worth several requests. */
const shareForWhole = 0.5;

/**
 * If the audio is in coarse chunks: ranges without the video. If it is finely interleaved: the whole file, or the range
 * from the first to the last unit if that is much less, as when only the beginning of a long video is needed.
 *
 * @param units    the audio's coded units, in any order
 * @param fileSize bytes
 * @param read     bytes read so far
 * @param isHeld   whether a range is cached
 */
export function planReads(
  units: Units,
  fileSize: number,
  read: number,
  isHeld: (start: number, length: number) => boolean,
): ReadPlan {
  const runs = mergeClose(runsOf(units, isHeld));
  const ranges = mergeWithin(runs, shareForFewer * fileSize - read);
  const total = ranges.reduce((sum, { length }) => sum + length, 0);
  const isWhole = ranges.length > maxRanges || (ranges.length > 1 && total > shareForWhole * fileSize);
  if (!isWhole) return { kind: "ranges", ranges };
  const all = joined(ranges[0]!, ranges.at(-1)!);
  return all.length > shareForWhole * fileSize ? { kind: "whole" } : { kind: "ranges", ranges: [all] };
}

/** Adjacent packets merged into ranges, by offset; cached ones are left out. */
function runsOf({ offsets, sizes }: Units, isHeld: (start: number, length: number) => boolean): Range[] {
  const units = Array.from(offsets, (start, i) => ({ start, length: sizes[i]! })).filter(
    ({ start, length }) => !isHeld(start, length),
  );
  units.sort((a, b) => a.start - b.start);
  return units;
}

function mergeClose(runs: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last !== undefined && run.start - (last.start + last.length) <= closeBytes)
      merged[merged.length - 1] = joined(last, run);
    else merged.push(run);
  }
  return merged;
}

/** Closes the narrowest gaps until few ranges remain, as long as the bytes stay within the budget. */
function mergeWithin(runs: readonly Range[], budget: number): Range[] {
  const gaps = runs
    .slice(1)
    .map((run, i) => ({ before: i + 1, bytes: run.start - (runs[i]!.start + runs[i]!.length) }));
  gaps.sort((a, b) => a.bytes - b.bytes);
  const closed = new Set<number>();
  let bytes = runs.reduce((sum, { length }) => sum + length, 0);
  for (const gap of gaps) {
    bytes += gap.bytes;
    if (runs.length - closed.size <= fewRanges || bytes > budget) break;
    closed.add(gap.before);
  }
  const merged: Range[] = [];
  runs.forEach((run, i) => {
    if (closed.has(i)) merged[merged.length - 1] = joined(merged.at(-1)!, run);
    else merged.push(run);
  });
  return merged;
}

function joined(a: Range, b: Range): Range {
  return { start: a.start, length: Math.max(a.start + a.length, b.start + b.length) - a.start };
}

import type { ThroughputSlot } from "../../runs/throughputHistory.js";

/** How many files a run had behind it at a moment. */
export interface SpeedPoint {
  /** ms since 1970 */
  readonly at: number;
  readonly files: number;
}

/** A rate is that of some seconds at least: jobs hold several files and end together. */
const smoothedMs = 5_000;

/**
 * What the slots that workers have counted mean for the number of files over time: a point where a stretch with files
 * begins and one where it ends.
 *
 * @param slots in the order of time
 * @param last  how it stands now: where the points lead to
 */
export function pointsOf(slots: readonly ThroughputSlot[], last: SpeedPoint): SpeedPoint[] {
  const points: SpeedPoint[] = [];
  let files = last.files - slots.reduce((sum, slot) => sum + slot.files, 0);
  for (const { at, lengthMs, files: more } of slots) {
    if (at >= last.at) break; // a worker's clock is ahead of the server's
    if (at > (points.at(-1)?.at ?? 0)) points.push({ at, files });
    files += more;
    points.push({ at: Math.min(at + lengthMs, last.at), files });
  }
  return points;
}

/**
 * Files a second up to a point, over the last seconds before it.
 *
 * @param points up to it, in the order of time
 * @returns undefined where there is nothing before
 */
export function rateUpTo(points: readonly SpeedPoint[], { at, files }: SpeedPoint): number | undefined {
  const before = points.findLast((each) => at - each.at >= smoothedMs) ?? points[0];
  if (before === undefined || before.at >= at) return undefined;
  return (files - before.files) / ((at - before.at) / 1_000);
}

/** A moment of the chart; null: nothing was done around it, and the line has a gap. */
export interface Speed {
  readonly at: number;
  readonly rate: number | null;
}

/**
 * What is drawn of a run's points: files per second, with a gap wherever nothing was done for longer than rates are
 * smoothed. It depends on the points alone, so that everybody sees the same line, whenever they came.
 *
 * @param points in the order of time
 */
export function speedsOf(points: readonly SpeedPoint[]): Speed[] {
  const speeds: Speed[] = [];
  let stretch: SpeedPoint[] = [];
  for (const point of points) {
    const before = stretch.at(-1);
    if (before !== undefined && point.files === before.files && point.at - before.at > smoothedMs) {
      speeds.push({ at: before.at + 1, rate: null });
      stretch = [];
    }
    const rate = rateUpTo(stretch, point);
    if (rate !== undefined) speeds.push({ at: point.at, rate });
    stretch.push(point);
  }
  return speeds;
}

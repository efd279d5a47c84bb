import type { ThroughputSlot } from "../../runs/throughputHistory.js";

/** The number of files that a run had done at a moment. */
export interface SpeedPoint {
  /** ms since 1970 */
  readonly at: number;
  readonly files: number;
}

/** Rates are averaged over some seconds at least: jobs have several files, which end together. */
const smoothedMs = 5_000;

/**
 * Turns the workers' slots into the number of files over time: one point where a span with files begins and one where
 * it ends.
 *
 * @param slots in chronological order
 * @param last  the current state, the last point
 */
export function pointsOf(slots: readonly ThroughputSlot[], last: SpeedPoint): SpeedPoint[] {
  const points: SpeedPoint[] = [];
  let files = last.files - slots.reduce((sum, slot) => sum + slot.files, 0);
  for (const { at, lengthMs, files: more } of slots) {
    if (at >= last.at) break; // a worker's clock may be ahead of the server's
    if (at > (points.at(-1)?.at ?? 0)) points.push({ at, files });
    files += more;
    points.push({ at: Math.min(at + lengthMs, last.at), files });
  }
  return points;
}

/**
 * Files a second up to a point, over the last seconds before it.
 *
 * @param points points up to it, in chronological order
 * @returns undefined if there are no earlier points
 */
export function rateUpTo(points: readonly SpeedPoint[], { at, files }: SpeedPoint): number | undefined {
  const before = points.findLast((each) => at - each.at >= smoothedMs) ?? points[0];
  if (before === undefined || before.at >= at) return undefined;
  return (files - before.files) / ((at - before.at) / 1_000);
}

/** A point of the chart; null: nothing was done around this time, and the line has a gap. */
export interface Speed {
  readonly at: number;
  readonly rate: number | null;
}

/**
 * The chart's line of a run's points: files per second, with a gap wherever nothing was done for longer than the
 * smoothing of rates. It depends only on the points, so every viewer sees the same line.
 *
 * @param points in chronological order
 */
export function speedsOf(points: readonly SpeedPoint[]): Speed[] {
  const speeds: Speed[] = [];
  let segment: SpeedPoint[] = [];
  for (const point of points) {
    const before = segment.at(-1);
    if (before !== undefined && point.files === before.files && point.at - before.at > smoothedMs) {
      speeds.push({ at: before.at + 1, rate: null });
      segment = [];
    }
    const rate = rateUpTo(segment, point);
    if (rate !== undefined) speeds.push({ at: point.at, rate });
    segment.push(point);
  }
  return speeds;
}

import { percentile } from "./statistics.js";

/** The threshold of speech is this many dB below the loudest frames, */
const depthDb = 35;
/** or this many dB above the quietest frames if that is higher, */
const aboveNoiseDb = 6;
/** but then at least this many dB below the loudest frames. */
const minDepthDb = 15;
/** Number of frames in the majority filter that decides whether the middle one is active. */
const majorityOf = 5;

/** The part of a recording that contains speech. */
export interface ActiveRegion {
  /** first active frame */
  readonly start: number;
  /** one past the last active frame */
  readonly end: number;
  /** shape [nFrames]: 1 where a frame is active */
  readonly isActive: Uint8Array;
}

/**
 * Finds the frames that are loud enough to be speech; all others are pauses.
 *
 * @param levels dB, shape [nFrames], at least 1
 * @returns all frames if none stands out
 * @example activeRegion(Float64Array.of(-80, -20, -20, -20, -80)).start // 1
 */
export function activeRegion(levels: Float64Array): ActiveRegion {
  const quiet = percentile(levels, 10);
  const loud = percentile(levels, 98);
  const threshold = Math.max(loud - depthDb, Math.min(quiet + aboveNoiseDb, loud - minDepthDb));
  const reach = (majorityOf - 1) / 2;
  const isActive = Uint8Array.from(levels, (_, t) => {
    let active = 0;
    for (let i = t - reach; i <= t + reach; i++) if ((levels[i] ?? -Infinity) > threshold) active++;
    return active > majorityOf / 2 ? 1 : 0;
  });
  if (!isActive.includes(1)) isActive.fill(1);
  return { start: isActive.indexOf(1), end: isActive.lastIndexOf(1) + 1, isActive };
}

import { frameSec, symmetricHann } from "./speechFrames.js";
import { deviation, mean, percentile, runsOf } from "./statistics.js";

/** Minimum length of an audible pause, in seconds. */
const longPauseSec = 0.06;
/** Frames over which loudness is smoothed before its peaks, about the syllables, are counted. */
const smoothing = 9;

/** Input of timing: the active part, frame by frame. */
export interface SpokenPart {
  /** 1 where a frame is active */
  readonly isActive: Uint8Array;
  readonly isVoiced: Uint8Array;
  readonly loudness: Float64Array;
  /** number of frames before and after the active part */
  readonly before: number;
  readonly after: number;
  /** duration of the whole recording, seconds */
  readonly durationSec: number;
}

/** Speech rate, voiced segments and pauses, in the order of timingNames; shape [20]. */
export function timing({ isActive, isVoiced, loudness, before, after, durationSec }: SpokenPart): number[] {
  const n = isActive.length;
  const seconds = n * frameSec;
  const lengths = (runs: [number, number][]): Float64Array =>
    Float64Array.from(runs, ([start, end]) => (end - start) * frameSec);
  const voiced = lengths(runsOf(isVoiced));
  const pauses = lengths(runsOf(isActive.map((active) => 1 - active)));
  const peaks = peaksOf(loudness);
  const intervals = peaks.slice(1).map((peak, i) => peak - peaks[i]!);
  const share = (marks: Uint8Array): number => marks.reduce((sum, mark) => sum + mark, 0) / n;
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  return [
    seconds,
    Math.log(seconds),
    share(isActive),
    share(isVoiced),
    voiced.length,
    voiced.length / seconds,
    voiced.length > 0 ? mean(voiced) : 0,
    voiced.length > 0 ? deviation(voiced) : 0,
    Math.max(0, ...voiced),
    pauses.length,
    total(pauses),
    Math.max(0, ...pauses),
    pauses.length > 0 ? mean(pauses) : 0,
    pauses.filter((pause) => pause > longPauseSec).length / seconds,
    seconds / durationSec,
    peaks.length,
    peaks.length / seconds,
    intervals.length > 1 ? deviation(Float64Array.from(intervals)) * frameSec : 0,
    before * frameSec,
    after * frameSec,
  ];
}

/** Frames where the smoothed loudness has a peak above its median. */
function peaksOf(loudness: Float64Array): number[] {
  const smooth = smoothed(loudness);
  const middle = percentile(smooth, 50);
  const peaks: number[] = [];
  for (let t = 1; t < smooth.length - 1; t++)
    if (smooth[t]! > smooth[t - 1]! && smooth[t]! >= smooth[t + 1]! && smooth[t]! > middle) peaks.push(t);
  return peaks;
}

function smoothed(values: Float64Array): Float64Array {
  const window = symmetricHann(smoothing);
  const total = window.reduce((sum, weight) => sum + weight, 0);
  const reach = (smoothing - 1) / 2;
  return values.map((_, t) => {
    let sum = 0;
    for (let i = 0; i < smoothing; i++) sum += window[i]! * (values[t + i - reach] ?? 0);
    return sum / total;
  });
}

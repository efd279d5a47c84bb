import { deviation, mean, percentile, runsOf } from "./statistics.js";
import { frameSec } from "./speechFrames.js";

/** Minimum length of a voiced segment whose shape is measured, in frames. */
const shortestRun = 6;

/** The pitch contour of the active part. */
export interface PitchContour {
  /** semitones, interpolated in unvoiced frames, shape [nFrames]; all 0 if there is no voice */
  readonly semitones: Float64Array;
  /** shape [nFrames]: 1 where the pitch was measured; all 1 if there is no voice */
  readonly isKnown: Uint8Array;
  /** shape [nFrames] */
  readonly isVoiced: Uint8Array;
}

/**
 * How the pitch moves, in the order of pitchMotionNames: changes from frame to frame, slope, range and curvature of
 * each voiced segment, positions of its maximum and minimum, and its end. Zeros if there is nothing to measure.
 *
 * @returns shape [21]: semitones; slopes per s, curvatures per s², positions as shares of the active part
 */
export function pitchMotion({ semitones, isKnown, isVoiced }: PitchContour): number[] {
  const n = semitones.length;
  const changes: number[] = [];
  for (let t = 1; t < n; t++)
    if (isKnown[t] !== 0 && isKnown[t - 1] !== 0) changes.push(semitones[t]! - semitones[t - 1]!);
  const change = Float64Array.from(changes.length > 0 ? changes : [0]);
  const rises = change.filter((value) => value > 0);
  const falls = change.filter((value) => value < 0);
  const runs = runsOf(isVoiced).filter(([start, end]) => end - start >= shortestRun);
  const shapes = runs.length > 0 ? runs.map(([start, end]) => shapeOf(semitones.subarray(start, end))) : [flat];
  const slopes = Float64Array.from(shapes, ({ slope }) => slope);
  const ranges = Float64Array.from(shapes, ({ range }) => range);
  const curvatures = Float64Array.from(shapes, ({ curvature }) => curvature);
  const average = mean(semitones);
  const highest = Math.max(...semitones);
  return [
    mean(change.map(Math.abs)),
    deviation(change),
    percentile(change, 95),
    percentile(change, 5),
    rises.length > 0 ? mean(rises) : 0,
    falls.length > 0 ? mean(falls) : 0,
    rises.length / change.length,
    mean(slopes),
    deviation(slopes),
    Math.max(...slopes),
    Math.min(...slopes),
    mean(ranges),
    Math.max(...ranges),
    mean(curvatures),
    deviation(curvatures),
    slopes.at(-1)!,
    slopes[0]!,
    semitones.indexOf(highest) / n,
    semitones.indexOf(Math.min(...semitones)) / n,
    mean(semitones.subarray(Math.max(0, n - Math.max(5, Math.floor(n / 10))))) - average,
    highest - average,
  ];
}

interface RunShape {
  readonly slope: number;
  readonly curvature: number;
  readonly range: number;
}

const flat: RunShape = { slope: 0, curvature: 0, range: 0 };

/** Linear and quadratic coefficients of the least-squares parabola through a segment, around its middle. */
function shapeOf(values: Float64Array): RunShape {
  const n = values.length;
  const centre = (n - 1) / 2;
  // The mean square of the times; sums of odd powers are 0, so slope and curvature can be computed independently.
  const square = (n * n - 1) / 12;
  let [rise, riseSquares, bend, bendSquares] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const time = i - centre;
    const bow = time * time - square;
    rise += time * values[i]!;
    riseSquares += time * time;
    bend += bow * values[i]!;
    bendSquares += bow * bow;
  }
  return {
    slope: rise / riseSquares / frameSec,
    curvature: bend / bendSquares / frameSec ** 2,
    range: Math.max(...values) - Math.min(...values),
  };
}

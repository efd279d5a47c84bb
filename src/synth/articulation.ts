import { statements, type Segment } from "./phones.js";

/** Articulation and pitch change slowly: one control frame is 5 ms long, as in Klatt's synthesiser. */
export const frameSec = 0.005;

/** The movements of one spoken statement, one value per control frame. */
export interface Articulation {
  readonly nFrames: number;
  /** F1, F2, F3 in Hz, each [nFrames]. */
  readonly formants: readonly [Float64Array, Float64Array, Float64Array];
  /** Each [nFrames], 0 to 1; see Segment. */
  readonly voicing: Float64Array;
  readonly aspiration: Float64Array;
  readonly frication: Float64Array;
  readonly stress: Float64Array;
  /** Hz, [nFrames]. */
  readonly fricationHz: Float64Array;
}

/**
 * Places a statement's segments in time and interpolates each movement from target to target.
 *
 * @param statement    which of the two sentences
 * @param rate         speed, 1 as in phones.ts; 2 is twice as fast
 * @param formantScale 1 for an average man's vocal tract, above 1 for a shorter one
 */
export function articulate(statement: 1 | 2, rate: number, formantScale: number): Articulation {
  const segments = statements[statement];
  const ends: number[] = [];
  let endSec = 0;
  for (const segment of segments) ends.push((endSec += segment.durationSec / rate));
  const nFrames = Math.round(endSec / frameSec);

  const segmentOf: Segment[] = [];
  for (let frame = 0, index = 0; frame < nFrames; frame++) {
    while (index < segments.length - 1 && (frame + 0.5) * frameSec >= ends[index]!) index++;
    segmentOf.push(segments[index]!);
  }
  const track = (target: (segment: Segment) => number, glideFrames: number): Float64Array =>
    glide(Float64Array.from(segmentOf, target), glideFrames);

  // The tongue takes about 45 ms from one position to the next, the vocal folds and a constriction 15 ms.
  return {
    nFrames,
    formants: [
      track((segment) => segment.formants[0] * formantScale, 9),
      track((segment) => segment.formants[1] * formantScale, 9),
      track((segment) => segment.formants[2] * formantScale, 9),
    ],
    voicing: track((segment) => segment.voicing, 3),
    aspiration: track((segment) => segment.aspiration, 3),
    frication: track((segment) => segment.frication, 3),
    stress: track((segment) => segment.stress, 21),
    fricationHz: track((segment) => segment.fricationHz * formantScale, 3),
  };
}

/** A centred moving average over an odd number of frames: it turns steps into straight slopes. */
function glide(targets: Float64Array, nFrames: number): Float64Array {
  const half = (nFrames - 1) / 2;
  return targets.map((_, frame) => {
    const first = Math.max(0, frame - half);
    const last = Math.min(targets.length - 1, frame + half);
    let sum = 0;
    for (let i = first; i <= last; i++) sum += targets[i]!;
    return sum / (last - first + 1);
  });
}

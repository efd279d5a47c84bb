import type { Matrix } from "../../shared/matrix.js";

/** What a frame may be: candidates by strength, the unvoiced one first. */
export interface PitchCandidates {
  /** shape [nFrames, 1 + 8] */
  readonly strengths: Matrix;
  /** Hz, shape [nFrames, 8] */
  readonly frequencies: Matrix;
  /** shape [nFrames, 8] */
  readonly heights: Matrix;
}

/** What a jump of an octave costs. */
const octaveJumpCost = 0.35;
/** What it costs to begin or end voicing. */
const voicingCost = 0.14;

/**
 * The path through the candidates whose strengths, less the costs of its jumps, add up to most.
 *
 * @returns shape [nFrames]: 0 unvoiced, else 1 + the candidate's index
 * Source: Viterbi 1967; costs as in Boersma 1993.
 */
export function pitchPath({ strengths, frequencies }: Pick<PitchCandidates, "strengths" | "frequencies">): Uint8Array {
  const nStates = strengths.cols;
  const nFrames = strengths.rows;
  const cameFrom = new Uint8Array(nFrames * nStates);
  let total = strengths.data.slice(0, nStates);
  let octaves = octavesOf(frequencies.data, 0, frequencies.cols);
  for (let t = 1; t < nFrames; t++) {
    const next = octavesOf(frequencies.data, t, frequencies.cols);
    const reached = new Float64Array(nStates);
    for (let to = 0; to < nStates; to++) {
      let best = -Infinity;
      for (let from = 0; from < nStates; from++) {
        const score = total[from]! - costOf(from, to, octaves, next);
        if (score <= best) continue;
        best = score;
        cameFrom[t * nStates + to] = from;
      }
      reached[to] = best + strengths.data[t * nStates + to]!;
    }
    [total, octaves] = [reached, next];
  }
  const path = new Uint8Array(nFrames);
  let state = total.indexOf(Math.max(...total));
  for (let t = nFrames - 1; t >= 0; t--) {
    path[t] = state;
    state = cameFrom[t * nStates + state]!;
  }
  return path;
}

function costOf(from: number, to: number, before: Float64Array, after: Float64Array): number {
  if (from === 0 && to === 0) return 0;
  if (from === 0 || to === 0) return voicingCost;
  return octaveJumpCost * Math.abs(before[from - 1]! - after[to - 1]!);
}

/** Of the candidates of one frame; a place without one is never chosen, wherever it is said to lie. */
function octavesOf(frequencies: Float64Array, t: number, count: number): Float64Array {
  return frequencies.subarray(t * count, (t + 1) * count).map((hz) => Math.log2(Math.max(1, hz)));
}
